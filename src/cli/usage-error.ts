/** The command line itself is wrong; exits with code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
