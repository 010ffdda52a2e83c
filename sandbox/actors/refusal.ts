/** A scripted user tried what the Discord client would not let them do. Fix the script, not the bot. */
export class ClientRefusal extends Error {
  constructor(message: string) {
    super(`the Discord client would not allow this: ${message}`);
    this.name = 'ClientRefusal';
  }
}
