/** Waits for an answer. @throws the error that `late` returns, if the answer takes longer */
export async function inTime<T>(milliseconds: number, answer: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Returns undefined if the promise rejects or is late. */
export const within = <T>(milliseconds: number, answer: Promise<T>): Promise<T | undefined> =>
  inTime(milliseconds, answer, () => new Error('No answer in time')).catch(() => undefined);
