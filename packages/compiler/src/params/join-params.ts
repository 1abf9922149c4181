import type { CompiledOperation, IO, Join, Param } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";

type Joins = CompiledOperation["joins"];

/** One value that a join gives, and the join that gives it. Where two give the same name, the first wins. */
export interface JoinParam {
  readonly name: string;
  readonly param: Param;
  /** 0-based number of the join. */
  readonly join: number;
}

/** Every value that joins give, in order; none while the joins are one template. */
export function joinParams(joins: Joins): readonly JoinParam[] {
  if (!Array.isArray(joins)) return [];
  const given = new Map<string, JoinParam>();
  for (const [join, { params }] of (joins as readonly Join[]).entries()) {
    for (const [name, param] of Object.entries(params ?? {}))
      if (!given.has(name)) given.set(name, { name, param, join });
  }
  return [...given.values()];
}

export const joinedNames = (joins: Joins): ReadonlySet<string> => new Set(joinParams(joins).map(({ name }) => name));

/** A join gives a list (or one set of artifacts), so what takes it has to be one, unless it is only for templates. */
export function joinIssues({
  inputs,
  joins,
  outputs,
  params,
}: {
  readonly inputs: readonly IO[];
  readonly outputs: readonly IO[];
  readonly params: Readonly<Record<string, Param>>;
  readonly joins?: Joins;
}): readonly CompileIssue[] {
  return joinParams(joins).flatMap(({ join, name, param }): readonly CompileIssue[] => {
    if (param.contextOnly === true || Object.hasOwn(params, name)) return [];
    const io = inputs.find((each) => each.name === name) ?? outputs.find((each) => each.name === name);
    const path = ["joins", join, "params", name];
    if (io === undefined) {
      const message = `the join gives \`${name}\`, which is no input of the component`;
      const hint = "declare an input with `isList: true`, or set `contextOnly: true` to use it in templates only";
      return [{ code: "param.unexpected", category: "validation", path, message, hint }];
    }
    if (io.isList === true || io.type === "artifacts") return [];
    const message = `the join gives \`${name}\` a list, but the input takes one ${io.type === undefined ? "value" : `\`${io.type}\``}`;
    return [{ code: "param.join", category: "validation", path, message, hint: "set `isList: true` on the input" }];
  });
}
