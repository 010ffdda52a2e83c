import {hearsDirectMessages} from '../../config.ts';
import type {JobRecord} from '../../jobs/job.ts';
import {defaultUploadLimitBytes, fitUpload, smallUpload, type Upload} from '../attachments/fit-upload.ts';
import {invitedActions} from '../picture/actions.ts';
import type {Services} from '../services.ts';
import {addReactions} from './reply/add-reactions.ts';
import {ChannelMessage} from './reply/channel-message.ts';
import {consequenceOf} from './reply/consequences.ts';
import {DirectMessage} from './reply/direct-message.ts';
import {LiveMessage} from './reply/live-message.ts';
import {messageAt} from './reply/message-at.ts';
import {
  MessageGoneError,
  MessageOutOfReachError,
  type OutgoingMessage,
  type PostedMessage,
  type ReplyTarget,
} from './reply/reply-target.ts';
import * as present from './view/present.ts';

/** How long before its token expires a reply gets its last edit. */
const farewellMs = 45_000;

export interface DeliveryOptions {
  /** An earlier process may have written the message. */
  resumed: boolean;
  /** This message now shows the job. */
  onPosted(message: PostedMessage): void;
  /** Somebody deleted the message. */
  onGone(): void;
}

/** How a job ended, as people see it. */
export interface End {
  /** PNG; absent if words are all there is. */
  picture?: Uint8Array;
  /** `upload`: the picture in a form that this place may accept. */
  show(upload: Upload | undefined): OutgoingMessage;
}

type Address = Pick<JobRecord, 'channelId' | 'ephemeral'> & Required<Pick<JobRecord, 'reply'>>;

/** Discord has a message that shows the end. `moved`: where the job's message is now, if that has changed. */
export interface Shown {
  kind: 'shown';
  posted: PostedMessage;
  /** The message has the picture, not only words. */
  hasPicture: boolean;
  moved?: Address;
}

export type Outcome =
  | Shown
  /** Somebody deleted the message. */
  | {kind: 'gone'}
  /** No way is open, and waiting will not help. */
  | {kind: 'refused'; causes: unknown[]};

/** One way to show somebody how their job ended. */
interface Way {
  target: ReplyTarget;
  uploadLimitBytes: number;
  /** How the job's record describes the message if it is shown this way. */
  moved?: (posted: PostedMessage) => Address;
}

/**
 * Tells the owner about a job. Progress is shown only in the job's own message. The end is worth more: if that message
 * is closed for good, it comes in a new message or, at last, in a direct one.
 */
export class Delivery {
  readonly #services: Services;
  readonly #job: JobRecord;
  readonly #resumed: boolean;
  readonly #target: ReplyTarget;
  readonly #live: LiveMessage;
  readonly #farewell: NodeJS.Timeout | undefined;
  #ways: readonly Way[] | undefined;
  /** Passing states can no longer be shown. */
  #isOver = false;

  constructor(services: Services, job: JobRecord, {resumed, ...options}: DeliveryOptions) {
    this.#services = services;
    this.#job = job;
    this.#resumed = resumed;
    this.#target = messageAt(services.rest, job, this.#posting(job.id, job.createdAt));
    this.#live = new LiveMessage(this.#target, {
      log: services.log,
      passingEdits: services.passingEdits,
      ...options,
    });
    this.#farewell = this.#sayFarewellInTime();
  }

  /** Shows a passing state. */
  show(message: OutgoingMessage): void {
    if (!this.#isOver) this.#live.show(message);
  }

  /** Stops editing the message; resolves when no edit is under way. */
  close(): Promise<void> {
    clearTimeout(this.#farewell);
    return this.#live.close();
  }

  /**
   * Tries each way once, in order, until one is open. The picture is sent in the best form that is accepted there: in
   * full or as a small JPEG. No further way is tried after `signal` has fired.
   * @throws the error of a trouble that passes, or the signal's reason
   */
  async tell(end: End, signal: AbortSignal): Promise<Outcome> {
    await this.close();
    this.#ways ??= [this.#itself(), ...this.#newMessage(), this.#direct()];
    const causes: unknown[] = [];
    for (const way of this.#ways) {
      signal.throwIfAborted();
      const outcome = await this.#try(way, end);
      if (outcome.kind !== 'refused') return outcome;
      causes.push(...outcome.causes);
    }
    await this.#leaveNotice(end);
    return {kind: 'refused', causes};
  }

  /** After the end was shown and recorded: leads people from the old message to the new one and invites reactions. */
  async conclude({posted, moved, hasPicture}: Shown): Promise<void> {
    if (moved && this.#messageId !== undefined)
      await this.#leaveWord(present.moved(this.#job, {...this.#job, ...moved, replyKey: posted.id}));
    const {canReact} = moved?.reply ?? this.#job.reply ?? {};
    if (!canReact) return;
    const actions = invitedActions[hasPicture ? 'picture' : 'words'];
    await addReactions(this.#services.rest, posted, actions, this.#services.log);
  }

  /** Removes what was posted although nobody wants it any more. */
  async withdraw(): Promise<void> {
    for (const {target, moved} of this.#ways ?? []) if (moved) await target.remove();
  }

  /** Tries once to show something before the process ends. */
  async lastWord(message: OutgoingMessage): Promise<void> {
    clearTimeout(this.#farewell);
    await this.#leaveWord(message);
  }

  async #try({target, uploadLimitBytes, moved}: Way, {picture, show}: End): Promise<Outcome> {
    const causes: unknown[] = [];
    for await (const upload of picture ? uploadsOf(picture, uploadLimitBytes) : [undefined]) {
      try {
        const posted = await target.edit(show(upload));
        return {
          kind: 'shown',
          posted,
          hasPicture: upload !== undefined,
          ...(moved && {moved: moved(posted)}),
        };
      } catch (error) {
        if (error instanceof MessageGoneError) return {kind: 'gone'};
        const consequence = error instanceof MessageOutOfReachError ? 'elsewhere' : consequenceOf(error);
        if (consequence === 'again') throw error;
        causes.push(error);
        if (consequence !== 'smaller') break;
      }
    }
    return {kind: 'refused', causes};
  }

  #posting(postOnceFor: string, since: string) {
    const {id: jobId} = this.#job;
    const {applicationId} = this.#services.config;
    return {postOnceFor, mayExist: this.#resumed, footprint: {jobId, since, applicationId}};
  }

  /** The job's own message; undefined while it has none. */
  get #messageId(): string | undefined {
    return this.#job.replyKey ?? this.#live.posted?.id;
  }

  #itself(): Way {
    const edit = (message: OutgoingMessage) => this.#live.finish(message);
    const {uploadLimitBytes = defaultUploadLimitBytes} = this.#job.reply ?? {};
    return {target: {edit, remove: () => this.#target.remove()}, uploadLimitBytes};
  }

  /** None if the answer must stay private, if the bot is not a member there, or if it could not even post its first. */
  #newMessage(): Way[] {
    const {channelId, ephemeral, reply} = this.#job;
    const replyTo = this.#messageId;
    if (ephemeral || !reply?.botMayEdit || replyTo === undefined) return [];
    const {canReact, uploadLimitBytes} = reply;
    return [
      {
        target: new ChannelMessage(this.#services.rest, {
          channelId,
          replyTo,
          ...this.#again(),
        }),
        uploadLimitBytes,
        moved: () => ({channelId, ephemeral, reply: {botMayEdit: true, canReact, uploadLimitBytes}}),
      },
    ];
  }

  #direct(): Way {
    const uploadLimitBytes = defaultUploadLimitBytes;
    // With several processes, what people press or add to a direct message reaches another one, without this job.
    const withButtons = hearsDirectMessages(this.#services.config);
    return {
      target: new DirectMessage(this.#services.rest, {
        userId: this.#job.owner,
        withButtons,
        ...this.#again(),
      }),
      uploadLimitBytes,
      moved: ({channelId}) => ({
        channelId,
        ephemeral: true,
        reply: {botMayEdit: true, canReact: withButtons, uploadLimitBytes},
      }),
    };
  }

  #again() {
    const {id, finishedAt = new Date().toISOString()} = this.#job;
    return this.#posting(`${id} again`, finishedAt);
  }

  /** If only the token can edit the message, tells people before it expires where the result will come. */
  #sayFarewellInTime(): NodeJS.Timeout | undefined {
    const {reply} = this.#job;
    if (!reply?.token || reply.botMayEdit) return undefined;
    const inMs = Date.parse(reply.token.expiresAt) - Date.now() - farewellMs;
    if (inMs < 0) return undefined;
    return setTimeout(() => {
      this.#isOver = true;
      this.#live.show(present.continuedElsewhere(this.#job));
    }, inMs).unref();
  }

  /** Where the picture cannot be shown, words may still be allowed. */
  async #leaveNotice({picture}: End): Promise<void> {
    const {channelId, id, ephemeral} = this.#job;
    if (picture) await this.#leaveWord(present.undeliverable(this.#job));
    // An earlier process has left it, and Discord may have forgotten its nonce.
    if (!ephemeral || this.#resumed) return;
    const notice = new ChannelMessage(this.#services.rest, {channelId, postOnceFor: `${id} notice`});
    await notice
      .edit(present.directMessagesClosed(this.#job))
      .catch((err: unknown) => this.#services.log.info({err, jobId: id}, 'no notice could be left'));
  }

  /** Tries once to write something into the job's own message. */
  async #leaveWord(message: OutgoingMessage): Promise<void> {
    try {
      await this.#live.finish(message);
    } catch (err) {
      this.#services.log.info({err, jobId: this.#job.id}, 'no word could be left in the message');
    }
  }
}

async function* uploadsOf(picture: Uint8Array, limitBytes: number): AsyncIterable<Upload> {
  const fitting = await fitUpload(picture, limitBytes).catch((error: unknown) => {
    if (!(error instanceof RangeError)) throw error;
  });
  if (fitting) yield fitting;
  yield await smallUpload(picture);
}
