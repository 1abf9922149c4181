import { createHash, randomBytes } from "node:crypto";

/** Tokens of agents on other machines: random, shown once, and stored as their digest only. */
export const AGENT_TOKEN_PREFIX = "plxg_";

export const newAgentToken = (): string => `${AGENT_TOKEN_PREFIX}${randomBytes(32).toString("base64url")}`;

/** No salt and no slow hash: there is nothing to guess in 256 random bits. */
export const agentTokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");
