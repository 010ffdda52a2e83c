/**
 * Lets everybody who asks at about the same time share one answer, so that many questions cost no more than one.
 * @param keptMs how old an answer may be
 * @param ask finds the answer; a failure is shared too
 */
export function shareAnswers<Answer>(keptMs: number, ask: () => Promise<Answer>): () => Promise<Answer> {
  let latest: {answer: Promise<Answer>; atMs: number} | undefined;
  let isAsking = false;

  return () => {
    if (latest && (isAsking || performance.now() - latest.atMs < keptMs)) return latest.answer;
    isAsking = true;
    const answer = ask().finally(() => {
      isAsking = false;
    });
    latest = {answer, atMs: performance.now()};
    return answer;
  };
}
