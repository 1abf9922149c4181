/** Does `work` for every item, a few at a time, and answers in the order of the items. The first failure ends it. */
export async function atMostAtOnce<T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const answers = new Map<number, R>();
  const left = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of left) answers.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: limit }, lane));
  return items.map((_, index) => answers.get(index) as R);
}
