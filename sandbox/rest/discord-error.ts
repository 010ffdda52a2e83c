/** Discord's error answers: HTTP status, JSON code and message, and the nested `errors` object of a rejected form. */
const knownErrors = {
  notFound: {status: 404, code: 0, message: '404: Not Found'},
  unauthorized: {status: 401, code: 0, message: '401: Unauthorized'},
  unknownApplication: {status: 404, code: 10002, message: 'Unknown Application'},
  unknownChannel: {status: 404, code: 10003, message: 'Unknown Channel'},
  unknownGuild: {status: 404, code: 10004, message: 'Unknown Guild'},
  unknownMember: {status: 404, code: 10007, message: 'Unknown Member'},
  unknownMessage: {status: 404, code: 10008, message: 'Unknown Message'},
  unknownUser: {status: 404, code: 10013, message: 'Unknown User'},
  unknownEmoji: {status: 400, code: 10014, message: 'Unknown Emoji'},
  unknownWebhook: {status: 404, code: 10015, message: 'Unknown Webhook'},
  unknownInteraction: {status: 404, code: 10062, message: 'Unknown interaction'},
  unknownCommand: {status: 404, code: 10063, message: 'Unknown application command'},
  tooManyReactions: {status: 400, code: 30010, message: 'Maximum number of reactions reached (20)'},
  requestTooLarge: {status: 413, code: 40005, message: 'Request entity too large'},
  alreadyAcknowledged: {
    status: 400,
    code: 40060,
    message: 'Interaction has already been acknowledged.',
  },
  tooManyFollowUps: {
    status: 400,
    code: 40094,
    message: 'This interaction has reached the maximum number of follow up messages',
  },
  missingAccess: {status: 403, code: 50001, message: 'Missing Access'},
  cannotExecuteInDm: {status: 403, code: 50003, message: 'Cannot execute action on a DM channel'},
  notTheAuthor: {status: 403, code: 50005, message: 'Cannot edit a message authored by another user'},
  emptyMessage: {status: 400, code: 50006, message: 'Cannot send an empty message'},
  missingPermissions: {status: 403, code: 50013, message: 'Missing Permissions'},
  cannotSendToUser: {status: 403, code: 50007, message: 'Cannot send messages to this user'},
  invalidWebhookToken: {status: 401, code: 50027, message: 'Invalid Webhook Token'},
  invalidForm: {status: 400, code: 50035, message: 'Invalid Form Body'},
  invalidApiVersion: {status: 400, code: 50041, message: 'Invalid API version provided'},
  threadArchived: {status: 400, code: 50083, message: 'Thread is archived'},
  invalidJson: {status: 400, code: 50109, message: 'The request body contains invalid JSON.'},
  noMutualGuild: {
    status: 403,
    code: 50278,
    message: 'Cannot send messages to this user due to having no mutual guilds',
  },
  noHistoryToReply: {
    status: 403,
    code: 160002,
    message: 'Cannot reply without permission to read message history',
  },
  threadLocked: {status: 400, code: 160005, message: 'Thread is locked'},
} as const;

export type ErrorName = keyof typeof knownErrors;

/** One complaint about a request: where it is, in Discord's words. */
export interface FormIssue {
  path: readonly (string | number)[];
  code: string;
  message: string;
}

export interface ErrorBody {
  message: string;
  code: number;
  errors?: unknown;
}

export class DiscordError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly issues: readonly FormIssue[];

  constructor(name: ErrorName, issues: readonly FormIssue[] = [], options?: ErrorOptions) {
    const known = knownErrors[name];
    super(known.message, options);
    this.name = 'DiscordError';
    this.status = known.status;
    this.issues = issues;
    this.body = {
      message: known.message,
      code: known.code,
      ...(issues.length > 0 && {errors: nestIssues(issues)}),
    };
  }
}

/** A 50035 with a single complaint. */
export function invalidForm(path: FormIssue['path'], code: string, message: string): DiscordError {
  return new DiscordError('invalidForm', [{path, code, message}]);
}

interface IssueTree {
  [key: string]: IssueTree | {code: string; message: string}[];
}

function nestIssues(issues: readonly FormIssue[]): IssueTree {
  const root: IssueTree = {};
  for (const {path, code, message} of issues) {
    let node = root;
    for (const key of path) {
      const child = node[key];
      const next: IssueTree = child && !Array.isArray(child) ? child : {};
      node[key] = next;
      node = next;
    }
    const found = node._errors;
    node._errors = [...(Array.isArray(found) ? found : []), {code, message}];
  }
  return root;
}
