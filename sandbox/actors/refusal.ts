/** A scripted user tried what the Discord client would not let them do. Fix the script, not the bot. */
export class ClientRefusal extends Error {
  /** What is not allowed, in a few words for whoever tried. */
  readonly reason: string;

  constructor(reason: string) {
    super(`the Discord client would not allow this: ${reason}`);
    this.reason = reason;
    this.name = 'ClientRefusal';
  }
}
