/**
 * The answer, whose body ends with the signal. `fetch` forgets the signal of a request while its answer is read, as soon as garbage is
 * collected (Node 20, with redirects refused): a server that falls silent in an answer would be waited for without end.
 *
 * @param failure what a reader of the body is told of it
 */
export function limitedAnswer(answer: Response, signal: AbortSignal, failure: (error: unknown) => unknown): Response {
  const { body, headers, status } = answer;
  if (body === null) return answer;
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const hangUp = (): void => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", hangUp, { once: true });
  const limited = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader
          .read()
          .then((read) => {
            // What was cancelled looks like its end.
            signal.throwIfAborted();
            return read;
          })
          .catch((error: unknown) => {
            throw failure(error);
          });
        if (!done) {
          controller.enqueue(value);
          return;
        }
        signal.removeEventListener("abort", hangUp);
        controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(limited, { headers, status });
}
