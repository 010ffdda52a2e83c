/** Whether a process can do its work, asked part by part. */

/** Says in a few words what is wrong with one part; undefined if it is well. */
export type Check = () => string | undefined | Promise<string | undefined>;

/** Parts that are not ready, by name, and why. */
export type Problems = Readonly<Record<string, string>>;

/** A part that takes longer to answer is not ready. */
const patienceMs = 3_000;

/** Asks all parts at the same time. A check that fails or says nothing in time counts as a problem. */
export async function examine(
  checks: Readonly<Record<string, Check>>,
  limitMs = patienceMs,
): Promise<Problems> {
  const findings = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await ask(check, limitMs)] as const),
  );
  return Object.fromEntries(findings.filter(([, problem]) => problem !== undefined)) as Problems;
}

async function ask(check: Check, limitMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, limitMs, `no answer within ${limitMs / 1000} s`);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
