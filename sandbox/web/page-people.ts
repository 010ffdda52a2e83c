import {Locale} from 'discord-api-types/v10';
import type {Sandbox} from '../index.ts';

/** Adds the people the page starts with: one who reads English, one who reads Vietnamese, and a moderator. */
export function invitePagePeople(sandbox: Sandbox): void {
  const mia = sandbox.user('mia');
  const linh = sandbox.user('linh', {locale: Locale.Vietnamese});
  sandbox.user('robin', {permissions: ['ManageMessages', 'ManageGuild']});
  sandbox.groupChat('Mia & Linh', [mia, linh]);
}
