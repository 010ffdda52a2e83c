/**
 * Serves the page on the sandbox's port: `/` and its files, `/web/api/events` for the stream of what a viewer sees, and
 * `/web/api/act` for what they do. All of it goes through the same scripted users that tests use.
 */
import {readFile} from 'node:fs/promises';
import type {IncomingMessage, ServerResponse} from 'node:http';
import * as z from 'zod';
import {ClientRefusal} from '../../actors/refusal.ts';
import type {ScriptedUser} from '../../actors/scripted-user.ts';
import type {Sandbox} from '../../index.ts';
import type {InteractionRecord} from '../../interactions/record.ts';
import {readBody} from '../../rest/body.ts';
import {DiscordError} from '../../rest/discord-error.ts';
import type {ActionRefusal, ActionResult} from '../protocol.ts';
import {actionSchema} from './action-schema.ts';
import {perform} from './actions.ts';
import {type Asset, buildAssets} from './assets.ts';
import {strangerReason} from './guard.ts';
import {PageStream} from './stream.ts';

export interface PageOptions {
  /** Path of a photo for people who have none to try. */
  samplePhoto?: string;
}

const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; " +
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Builds the page and serves it at the sandbox's origin until the sandbox closes. */
export async function servePage(sandbox: Sandbox, options: PageOptions = {}): Promise<void> {
  const page = new Page(sandbox, await buildAssets(), options);
  sandbox.mount((url, request, response) => page.answer(url, request, response));
}

class Page {
  readonly #sandbox: Sandbox;
  readonly #assets: ReadonlyMap<string, Asset>;
  readonly #options: PageOptions;
  readonly #streams = new Set<PageStream>();
  readonly #openModals = new Map<string, InteractionRecord>();

  constructor(sandbox: Sandbox, assets: ReadonlyMap<string, Asset>, options: PageOptions) {
    this.#sandbox = sandbox;
    this.#assets = assets;
    this.#options = options;
    sandbox.events.subscribe((event) => {
      if (event.type === 'interactionChanged' && event.interaction.modal) {
        this.#openModals.set(event.interaction.id, event.interaction);
      }
    });
  }

  async answer(url: URL, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const asset = this.#assets.get(url.pathname);
    if (!asset && !url.pathname.startsWith('/web/api/')) return false;
    const reason = strangerReason(request);
    if (reason) sendJson(response, 403, {error: reason});
    else if (asset) sendAsset(response, asset);
    else await this.#answerApi(url, request, response);
    return true;
  }

  async #answerApi(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = `${request.method} ${url.pathname}`;
    if (call === 'GET /web/api/sample' && this.#options.samplePhoto) {
      response.writeHead(200, {'content-type': 'image/jpeg'}).end(await readFile(this.#options.samplePhoto));
      return;
    }
    const viewer = this.#viewer(url.searchParams.get('as'));
    if (!viewer) sendJson(response, 404, {error: 'there are no users to act as'});
    else if (call === 'GET /web/api/events') this.#openStream(viewer, response);
    else if (call === 'POST /web/api/act') await this.#act(viewer, request, response);
    else sendJson(response, 404, {error: `expected events or act, received ${call}`});
  }

  /** The user with that id. Without an id, or with one from an earlier sandbox, the first user. */
  #viewer(id: string | null): ScriptedUser | undefined {
    const {users} = this.#sandbox;
    return users.find((user) => user.id === id) ?? users[0];
  }

  #openStream(viewer: ScriptedUser, response: ServerResponse): void {
    const stream = new PageStream(this.#sandbox, viewer, response, this.#options.samplePhoto !== undefined);
    this.#streams.add(stream);
    response.once('close', () => this.#streams.delete(stream));
  }

  async #act(viewer: ScriptedUser, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const onDismissed = ({record}: {record: {channel: {id: string}; id: string}}): void => {
      for (const stream of this.#streams) {
        if (stream.viewer === viewer) stream.forget(record.channel.id, record.id);
      }
    };
    try {
      const {body, uploads} = await readBody(request);
      const parsed = actionSchema.safeParse(body);
      if (!parsed.success) {
        sendJson(response, 400, {error: z.prettifyError(parsed.error)});
        return;
      }
      const context = {sandbox: this.#sandbox, viewer, uploads, openModals: this.#openModals, onDismissed};
      sendJson(response, 200, await perform(context, parsed.data));
    } catch (error) {
      if (error instanceof ClientRefusal) sendJson(response, 409, {error: error.reason});
      else if (error instanceof DiscordError) sendJson(response, 400, {error: error.message});
      else sendJson(response, 502, {error: error instanceof Error ? error.message : String(error)});
    }
  }
}

function sendAsset(response: ServerResponse, {contentType, body, isImmutable}: Asset): void {
  response.writeHead(200, {
    ...pageHeaders,
    'content-type': contentType,
    'cache-control': isImmutable ? 'max-age=31536000, immutable' : 'no-store',
  });
  response.end(body);
}

function sendJson(response: ServerResponse, status: number, body: ActionResult | ActionRefusal): void {
  const headers = {'content-type': 'application/json', 'x-content-type-options': 'nosniff'};
  response.writeHead(status, headers).end(JSON.stringify(body));
}
