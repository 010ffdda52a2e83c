/** What people do with a finished picture: buttons, menus, forms and reactions, with the real bot over the wire. */
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import sharp from 'sharp';
import {describe, expect} from 'vitest';
import type {MessageHandle, OptionValues, PlaceOptions, ScriptedUser} from '../../sandbox/index.ts';
import {
  chosen,
  finished,
  linkOf,
  patiently,
  photo,
  quick,
  type Studio,
  settingsLasting,
  studioTest,
  textOf,
} from './harness.ts';

const test = studioTest({DEFAULT_SIZE: '128', DEFAULT_QUALITY: 'draft', MAX_SIZE: '512'})
  .extend('ann', {scope: 'file'}, ({studio}) => studio.sandbox.user('ann'))
  .extend('bob', {scope: 'file'}, ({studio}) => studio.sandbox.user('bob'))
  .extend('moderator', {scope: 'file'}, ({studio}) =>
    studio.sandbox.user('mod', {permissions: ['ManageMessages', 'ManageGuild']}),
  )
  .extend(
    'paint',
    {scope: 'file'},
    ({studio}) =>
      async (user: ScriptedUser, options: OptionValues = {}, place?: PlaceOptions) =>
        finished(await studio.order(user, {...quick, ...options}, place)),
  )
  /** A quick one of Ann's. */
  .extend('picture', {scope: 'file'}, ({studio, paint}) => paint(studio.sandbox.user('ann')));

/** The answer to the press of a button: private from the start. */
const refusalOf = async (user: ScriptedUser, message: MessageHandle, label: string) =>
  user.click(message, {label}).response;

describe('🎨', () => {
  test('offers presets with thumbnails to anybody who presses it, and paints their choice on their account, in place of the presets', async ({
    studio,
    bob,
    picture,
  }) => {
    const menu = await bob.click(picture, {label: 'Style'}).response;
    await menu.waitFor(({components = []}) => components.length === 4, patiently);
    expect(menu.ephemeral).toBe(true);
    expect((await sharp(menu.attachmentBytes(0)).metadata()).format).toBe('jpeg');
    const painted = await finished(await chosen(bob, menu, {customId: /:great-wave$/}));
    await expect.poll(() => menu.deleted).toBe(true);
    expect(textOf(painted)).toContain('**The Great Wave off Kanagawa (Katsushika Hokusai)**');
    expect(textOf(painted)).toContain(`🎨 another style · for <@${bob.id}> · from ${linkOf(picture)}`);
    expect(studio.jobOf(painted)).toMatchObject({owner: bob.id, parentId: studio.jobOf(picture).id});
  });

  test('turns pages even after a restart', async ({studio, bob, picture}) => {
    const menu = await bob.click(picture, {label: 'Style'}).response;
    await menu.waitFor(({components = []}) => components.length === 4, patiently);
    await studio.restart('kill');
    bob.click(menu, {label: 'Next'});
    await expect
      .poll(() => JSON.stringify(menu.current.components), {timeout: patiently.timeoutMs})
      .toContain('"label":"16"');
  });

  test('as a reaction paints in the next preset of the catalogue', async ({studio, ann, picture}) => {
    ann.react(picture, '🎨');
    const answer = await studio.sandbox
      .channel('general')
      .waitForMessage(
        ({content}) => content.includes('🎨 another style · ') && content.includes(`<@${ann.id}>`),
        patiently,
      );
    await finished(answer);
    expect(answer.current.message_reference?.message_id).toBe(picture.id);
    expect(studio.jobOf(answer).styles[0]?.id).not.toBe('kandinsky');
  });
});

describe('⚙️', () => {
  test('opens a form with the picture’s settings, and paints with the settings sent', async ({
    studio,
    bob,
    picture,
  }) => {
    const click = bob.click(picture, {label: 'Settings'});
    const modal = JSON.stringify(await click.waitForModal(patiently));
    const {strength, styleScale, seed} = studio.jobOf(picture).settings;
    expect(modal).toMatch(new RegExp(`"custom_id":"strength"[^}]*"value":"${strength}"`));
    expect(modal).toMatch(new RegExp(`"custom_id":"styleScale"[^}]*"value":"${styleScale}"`));
    expect(modal).not.toContain('seed');
    expect(modal).toContain('"value":"128"');
    expect(modal).toMatch(/"value":"draft","default":true/);
    const answer = await bob.submitModal(click, {strength: '2,5', styleScale: '0,5', colors: ['keep']});
    const painted = await answer.response;
    await finished(painted);
    expect(textOf(painted)).toContain(
      `⚙️ strength: ${strength} → 2.5, strokes: ${styleScale} → 0.5, colours: painting → photo`,
    );
    expect(textOf(painted)).toMatch(/\n-# 128 × 96 · \d+ s$/);
    expect(studio.jobOf(painted)).toMatchObject({
      owner: bob.id,
      settings: {seed, colors: 'keep', size: 128, strength: 2.5, styleScale: 0.5},
    });
  });

  test.for<[Record<string, string>, string]>([
    [{size: '4096'}, '**Size** must be a whole number from 128 to 512, not “4096”.'],
    [{strength: 'much'}, '**Strength** must be a number from 0.1 to 10, not “much”.'],
    [{styleScale: '0'}, '**Strokes** must be a number from 0.25 to 2, not “0”.'],
  ])('refuses %j and says what is allowed', async ([values, words], {studio, bob, picture}) => {
    const jobs = studio.jobs().length;
    const click = bob.click(picture, {label: 'Settings'});
    await click.waitForModal(patiently);
    const refusal = await (await bob.submitModal(click, values)).response;
    expect(refusal.ephemeral).toBe(true);
    expect(textOf(refusal)).toBe(words);
    expect(studio.jobs()).toHaveLength(jobs);
  });

  test('comes back as it was sent after a refusal, even after a restart', async ({studio, bob, picture}) => {
    const click = bob.click(picture, {label: 'Settings'});
    await click.waitForModal(patiently);
    const typed = {strength: '3,5', size: '9999', colors: ['keep']};
    const refusal = await (await bob.submitModal(click, typed)).response;
    await studio.restart('kill');
    const again = bob.click(refusal, {label: 'Edit again'});
    const modal = JSON.stringify(await again.waitForModal(patiently));
    expect(modal).toContain('"value":"3,5"');
    expect(modal).toContain('"value":"9999"');
    expect(modal).toMatch(/"value":"keep","default":true/);
    const painted = await finished(await (await bob.submitModal(again, {size: '256'})).response);
    expect(studio.jobOf(painted).settings).toMatchObject({strength: 3.5, size: 256, colors: 'keep'});
  });

  test('as a reaction is answered with a button that opens the form', async ({studio, bob, picture}) => {
    bob.react(picture, '⚙️');
    const general = studio.sandbox.channel('general');
    const answer = await general.waitForMessage(
      ({content}) => content.includes('press the button'),
      patiently,
    );
    const modal = await bob.click(answer, {label: 'Settings'}).waitForModal(patiently);
    expect(JSON.stringify(modal)).toContain(`"value":"${studio.jobOf(picture).settings.size}"`);
  });
});

describe('🔍', () => {
  test('doubles the size and continues from the picture', async ({studio, bob, picture}) => {
    const larger = await bob.click(picture, {label: 'Larger'}).response;
    await finished(larger);
    expect(textOf(larger)).toContain('🔍 larger · for ');
    const {width} = await sharp(larger.attachmentBytes(0)).metadata();
    expect(width).toBe(256);
    expect(studio.jobOf(larger).result!.evaluations).toBeLessThan(
      2 * studio.jobOf(picture).result!.evaluations,
    );
  });

  test('explains why it cannot go beyond the largest size', async ({ann, paint}) => {
    const largest = await paint(ann, {size: 512});
    const refusal = await refusalOf(ann, largest, 'Larger');
    expect(textOf(refusal)).toBe('It’s already as large as allowed here (512 pixels).');
  });

  test('works in direct messages on a message from before the restart, even as a reaction', async ({
    studio,
    ann,
    paint,
  }) => {
    const before = await paint(ann, {}, {dm: true});
    await studio.restart('kill');
    ann.react(before, '🔍');
    const answer = await ann.dm.waitForMessage(
      ({message_reference: reference}) => reference?.message_id === before.id,
      patiently,
    );
    await finished(answer);
    expect(studio.jobOf(answer).settings.size).toBe(256);
    expect(JSON.stringify(before.current.components)).not.toContain(':keep:');
  });
});

describe('🎞️', () => {
  test('shows how the picture came about, even after a restart; the person who asked may remove it', async ({
    studio,
    ann,
    bob,
    paint,
  }) => {
    const {quality, size} = await settingsLasting(studio, 8);
    const long = await paint(ann, {quality, size: Math.min(size, 512)});
    await studio.restart('stop');
    const click = bob.click(long, {label: 'Time-lapse'});
    const movie = await click.response;
    await movie.waitFor(({attachments}) => attachments.length > 0, patiently);
    expect(textOf(movie)).toContain(`🎞️ time-lapse of ${linkOf(long)} · for <@${bob.id}>`);
    expect(movie.current.attachments[0]).toMatchObject({content_type: 'image/webp'});
    const facts = await sharp(movie.attachmentBytes(0), {animated: true}).metadata();
    expect(facts.pages).toBeGreaterThanOrEqual(2);
    expect(facts.delay!.at(-1)).toBeGreaterThan(2 * facts.delay![0]!);

    const refusal = await studio.sandbox.user('eve').click(movie, {label: 'Delete'}).response;
    expect(textOf(refusal)).toMatch(/^Only the person who requested/);
    bob.click(movie, {label: 'Delete'});
    await movie.waitForDeletion(patiently);
    expect(studio.jobs().map(({replyKey}) => replyKey)).toContain(long.id);
  }, 300_000);

  test('says so if a picture was painted too quickly for frames', async ({studio, bob, picture}) => {
    // Removes the frames, in case this machine was slow enough to make some.
    await rm(join(studio.dataDir, 'jobs', studio.jobOf(picture).id, 'frames'), {
      recursive: true,
      force: true,
    });
    const refusal = await refusalOf(bob, picture, 'Time-lapse');
    expect(refusal.ephemeral).toBe(true);
    expect(textOf(refusal)).toMatch(/painted too quickly for a time-lapse/);
  });
});

describe('⭐', () => {
  const setGallery = async ({sandbox}: Studio, moderator: ScriptedUser) => {
    const gallery = sandbox.channel('gallery');
    await (await moderator.slash('stylize-admin gallery', {channel: gallery})).response;
    return gallery;
  };

  test('has no button where there is no gallery, and as a reaction says so', async ({
    studio,
    ann,
    picture,
  }) => {
    expect(() => ann.click(picture, {label: 'To gallery'})).toThrow(/has no button/);
    ann.react(picture, '⭐');
    await studio.sandbox
      .channel('general')
      .waitForMessage(({content}) => content.includes('This server has no gallery'), patiently);
  });

  test('posts the picture once, with credit and a link, only for its requester and moderators', async ({
    studio,
    ann,
    bob,
    moderator,
    paint,
  }) => {
    const gallery = await setGallery(studio, moderator);
    const mine = await paint(ann);
    expect(textOf(await refusalOf(bob, mine, 'To gallery'))).toMatch(/^Only the person who requested/);
    expect(gallery.messages).toEqual([]);

    const answer = await ann.click(mine, {label: 'To gallery'}).response;
    await answer.waitFor(({content}) => content.startsWith('Now in the gallery'), patiently);
    const [kept] = gallery.messages;
    expect(answer.ephemeral).toBe(true);
    expect(textOf(answer)).toContain(linkOf(kept!));
    expect(textOf(kept!)).toBe(
      `⭐ **Composition VIII (Wassily Kandinsky)**, painted for <@${ann.id}>\n${linkOf(mine)}`,
    );
    expect(kept!.current.mentions).toEqual([]);
    expect((await sharp(kept!.attachmentBytes(0)).metadata()).width).toBe(128);

    await studio.restart('kill');
    const again = await moderator.click(mine, {label: 'To gallery'}).response;
    await again.waitFor(({content}) => content.startsWith('Already in the gallery'), patiently);
    expect(gallery.messages).toHaveLength(1);

    moderator.deleteMessage(kept!);
    const more = await ann.click(mine, {label: 'To gallery'}).response;
    await more.waitFor(({content}) => content.startsWith('Now in the gallery'), patiently);
    ann.click(mine, {label: 'Delete'});
    await gallery.messages.at(-1)!.waitForDeletion(patiently);
    await mine.waitForDeletion(patiently);
  });

  test('asks before it publishes a private picture; the copy can be removed alone, by its owner, even after a restart', async ({
    studio,
    ann,
    bob,
    moderator,
    paint,
  }) => {
    const gallery = await setGallery(studio, moderator);
    const before = gallery.messages.length;
    const secret = await paint(ann, {private: true});
    const question = await ann.click(secret, {label: 'To gallery'}).response;
    await question.waitFor(({content}) => content.includes(`Post it in <#${gallery.id}>`), patiently);
    expect(gallery.messages).toHaveLength(before);
    ann.click(question, {label: 'Post it'});
    await question.waitFor(({content}) => content.startsWith('Now in the gallery'), patiently);
    expect(question.current.components).toEqual([]);
    const copy = gallery.messages.at(-1)!;
    await studio.restart('kill');

    const refusal = await bob.click(copy, {label: 'Delete'}).response;
    expect(textOf(refusal)).toMatch(/^Only the person who requested/);
    ann.click(copy, {label: 'Delete'});
    await copy.waitForDeletion(patiently);
    expect(secret.deleted).toBe(false);
    await expect.poll(() => studio.jobOf(secret).kept).toBeUndefined();
  });

  test('of which only the record was forgotten, can still be removed from the gallery by its owner', async ({
    studio,
    moderator,
    paint,
  }) => {
    const gallery = await setGallery(studio, moderator);
    const eve = studio.sandbox.user('eve');
    const mine = await paint(eve);
    const answer = await eve.click(mine, {label: 'To gallery'}).response;
    await answer.waitFor(({content}) => content.startsWith('Now in the gallery'), patiently);
    const copy = gallery.messages.at(-1)!;
    const question = await (await eve.slash('stylize-forget')).response;
    eve.click(question, {label: 'Only the stored copies'});
    await question.waitFor(
      ({content}) => content.startsWith('I deleted one picture and its photo.'),
      patiently,
    );
    eve.click(copy, {label: 'Delete'});
    await copy.waitForDeletion(patiently);
    eve.click(mine, {label: 'Delete'});
    await mine.waitForDeletion(patiently);
  });

  test('explains it if the bot may not post there', async ({studio, ann, moderator, paint}) => {
    const gallery = await setGallery(studio, moderator);
    const picture = await paint(ann);
    gallery.setPermissions('bot', {deny: ['ViewChannel', 'SendMessages']});
    const refusal = await refusalOf(ann, picture, 'To gallery');
    await refusal.waitFor(({content}) => content.includes(`I can’t post in <#${gallery.id}>`), patiently);
    expect(refusal.ephemeral).toBe(true);
    gallery.setPermissions('bot', {});
  });
});

describe('deleting', () => {
  test('is only for the requester and moderators; others are told so', async ({
    ann,
    bob,
    moderator,
    paint,
  }) => {
    const mine = await paint(ann);
    const refusal = await bob.click(mine, {label: 'Delete'}).response;
    expect(refusal.ephemeral).toBe(true);
    expect(textOf(refusal)).toMatch(/^Only the person who requested/);
    moderator.click(mine, {label: 'Delete'});
    await mine.waitForDeletion(patiently);
  });
});

test('everything that follows from a private picture is private too', async ({ann, paint}) => {
  const secret = await paint(ann, {private: true});
  const again = await ann.click(secret, {label: 'Again'}).response;
  await finished(again);
  expect(again.ephemeral).toBe(true);
  expect(textOf(again)).not.toContain('https://discord.com');
});

describe('the styles of a server', () => {
  test('are added and removed by its managers, and offered only there', async ({
    ann,
    bob,
    moderator,
    paint,
  }) => {
    const image = await photo();
    await expect(bob.slash('styles-add', {title: 'Our Hall', image})).rejects.toThrow();
    const added = await (await moderator.slash('styles-add', {title: 'Our Hall', artist: 'Bob', image}))
      .response;
    await added.waitFor(({content}) => content.includes('**Our Hall** is now one of'), patiently);
    expect(added.ephemeral).toBe(true);

    const suggestions = () => bob.autocomplete('stylize', {style: 'our hall'}, 'style');
    expect((await suggestions())[0]).toEqual({name: 'Our Hall — Bob', value: 'our-hall'});
    expect(
      (await ann.autocomplete('stylize', {style: 'our hall'}, 'style', {dm: true})).map(({value}) => value),
    ).not.toContain('our-hall');
    expect(textOf(await paint(ann, {style: 'our-hall'}))).toContain('**Our Hall (Bob)**');

    const twice = await moderator.slash('styles-add', {title: 'our hall', image});
    await (await twice.response).waitFor(
      ({content}) => content.startsWith('That title is taken.'),
      patiently,
    );

    const [own] = await moderator.autocomplete('styles-remove', {style: 'hall'}, 'style');
    expect(own?.value).toBe('our-hall');
    const removed = await (await moderator.slash('styles-remove', {style: 'our-hall'})).response;
    await removed.waitFor(({content}) => content.includes('no longer one of'), patiently);
    expect((await suggestions()).map(({value}) => value)).not.toContain('our-hall');
    const gone = await moderator.slash('styles-remove', {style: 'our-hall'});
    await (await gone.response).waitFor(
      ({content}) => content.includes('not one of this server’s own'),
      patiently,
    );
  });
});
