import type { Operation, Param } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";
import type { Json } from "../json.ts";
import { bareReference } from "../params/bare-reference.ts";
import type { OperationPatch } from "../patch/patch-operation.ts";

/** Fields of init steps that name something recorded; what has to be brought are its files. */
export type InitReference = "lineageRef" | "modelRef" | "artifactRef";

/**
 * What an operation needs from outside before it can be compiled. The caller finds the values, puts them in
 * {@link ResolvedValues}, and compiles again.
 */
export type CompileNeed =
  /** Run this operation first; the image it made goes into `build`. */
  | { readonly kind: "build"; readonly operation: Operation }
  /** A value of another run, or of the dag this operation is in; it goes into `refs` under the param's name. */
  | {
      readonly kind: "ref";
      readonly param: string;
      /** `ops.<name>`, `runs.<uuid>` or `dag`. */
      readonly ref: string;
      /** `outputs.loss`, `inputs`, `artifacts.model`, `globals.uuid`, ... */
      readonly value: string;
    }
  /**
   * A value per param for the runs that a query finds; the answer goes into `joins` at `index`. Everything is rendered. A
   * param's `value` is a path such as `outputs.loss`, giving a list, or `{files, dirs}`, giving one set of artifacts.
   */
  | {
      readonly kind: "join";
      readonly index: number;
      readonly query: string;
      readonly sort: string | null;
      /** Null: as many as the server allows. */
      readonly limit: number | null;
      readonly offset: number | null;
      readonly params: Readonly<Record<string, Json>>;
    }
  /** The files of something recorded that an init step brings; the answer goes into `inits`. The name is rendered. */
  | { readonly kind: "init"; readonly by: InitReference; readonly name: string };

/** What the caller has found out for an operation. */
export interface ResolvedValues {
  /** The image that the operation's build made: it takes the place of every main container's. */
  readonly build?: { readonly image: string };
  /** By param name. A name that is missing is still needed; a null stands for "that run has no such value". */
  readonly refs?: Readonly<Record<string, Json>>;
  /** By the join's number; what is missing is still needed. */
  readonly joins?: readonly (Readonly<Record<string, Json>> | undefined)[];
  /** By the field of the init step, then by what it names: paths in the store, and the store's connection unless the default. */
  readonly inits?: Readonly<
    Partial<
      Record<
        InitReference,
        Readonly<Record<string, { readonly paths: readonly string[]; readonly connection?: string }>>
      >
    >
  >;
  /**
   * Patched over the compiled operation in order, before it is rendered: the stored presets that `presets` names, and what
   * a dag hands down to its children. Each with its own `patchStrategy`, by default `post_merge`.
   */
  readonly presets?: readonly OperationPatch[];
}

/** Params that take a value from elsewhere, with that value in its place where it is known. */
export function withReferences(
  params: Readonly<Record<string, Param>>,
  refs: ResolvedValues["refs"] = {},
): { readonly params: Readonly<Record<string, Param>>; readonly needs: readonly CompileNeed[] } {
  const needs: CompileNeed[] = [];
  const known = Object.entries(params).map(([name, param]): readonly [string, Param] => {
    if (param.ref === undefined) return [name, param];
    if (!Object.hasOwn(refs, name)) {
      const value = bareReference(String(param.value ?? ""));
      needs.push({ kind: "ref", param: name, ref: param.ref, value });
      return [name, param];
    }
    const { ref: _ref, ...rest } = param;
    return [name, { ...rest, value: refs[name] }];
  });
  return { params: needs.length === known.length ? params : Object.fromEntries(known), needs };
}

/** The needs as the reasons why there is no compiled operation yet. */
export function needIssues(needs: readonly CompileNeed[]): readonly CompileIssue[] {
  return needs.map((need): CompileIssue => {
    const base = { code: "compile.needs", category: "compile" } as const;
    switch (need.kind) {
      case "build":
        return { ...base, path: ["build"], message: "build: the image has to be built first" };
      case "ref":
        return {
          ...base,
          path: ["params", need.param, "ref"],
          message: `params.${need.param}: \`${need.value}\` of \`${need.ref}\` is not known`,
        };
      case "join":
        return {
          ...base,
          path: ["joins", need.index],
          message: `joins[${need.index}]: the runs of \`${need.query}\` have to be looked up first`,
        };
      case "init":
        return {
          ...base,
          path: ["component", "run", "init"],
          message: `init: the files of \`${need.by}: ${need.name}\` have to be looked up first`,
        };
    }
  });
}
