/** A scripted user tried something the Discord client does not allow. Fix the script, not the bot. */
export class ClientRefusal extends Error {
  /** What is not allowed, in a few words for the user. */
  readonly reason: string;

  constructor(reason: string) {
    super(`the Discord client would not allow this: ${reason}`);
    this.reason = reason;
    this.name = 'ClientRefusal';
  }
}
