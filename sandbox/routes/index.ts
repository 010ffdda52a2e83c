import type {Route} from '../rest/route.ts';
import {commandRoutes} from './commands.ts';
import {identityRoutes} from './identity.ts';
import {interactionRoutes} from './interactions.ts';
import {messageRoutes} from './messages.ts';
import {placeRoutes} from './places.ts';
import {reactionRoutes} from './reactions.ts';
import {webhookRoutes} from './webhooks.ts';

/** Every route of Discord's API that the sandbox has. */
export const routes: readonly Route[] = [
  ...identityRoutes,
  ...placeRoutes,
  ...commandRoutes,
  ...messageRoutes,
  ...reactionRoutes,
  ...interactionRoutes,
  ...webhookRoutes,
];
