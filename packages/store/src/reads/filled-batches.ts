/**
 * Items in batches, each with the smallest of the statements that takes them: there is one for some numbers of items only, since to build
 * one takes longer than to run it. The last item fills up what a statement takes more.
 *
 * @param statements by `count`, how many items each takes, ascending
 */
export function filledBatches<S extends { readonly count: number }, T>(
  statements: readonly S[],
  items: readonly T[],
): readonly { readonly of: S; readonly filled: readonly T[] }[] {
  const most = (statements.at(-1) as S).count;
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) => {
    const own = items.slice(index * most, (index + 1) * most);
    const of = statements.find(({ count }) => count >= own.length) as S;
    return { of, filled: Array.from({ length: of.count }, (_item, at) => own[Math.min(at, own.length - 1)] as T) };
  });
}
