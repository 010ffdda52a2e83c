import {createNumerals} from '../numerals.ts';

const {count, decimal} = createNumerals('en');

/** Replies that stand for themselves. A `when` is one of Discord's timestamps. */
export const pages = {
  /** Answers of `/stylize-admin`; lists are mentions, empty for none. */
  admin: {
    title: '**What holds for pictures in this server**',
    saved: '**Saved. This holds now:**',
    channels: (list: string) => (list ? `only in ${list}` : 'in every channel'),
    roles: (list: string) => (list ? `only for ${list}` : 'for everybody'),
    sizes: (standard: number, most: number) => `${count(standard)} pixels by default, at most ${count(most)}`,
    running: (most: number) => `at most ${count(most)} at a time for each person`,
    cooldown: (seconds: number) =>
      seconds ? `one every ${count(seconds)} s for each person` : 'no cooldown',
    daily: (most: number) => (most ? `${count(most)} a day for each person` : 'no daily quota'),
    gallery: (channel: string) => (channel ? `gallery: ${channel}` : 'no gallery channel'),
    log: (channel: string) => (channel ? `log: ${channel}` : 'no log channel'),
    blocked: (list: string) => (list ? `blocked: ${list}` : 'nobody is blocked'),
  },
  /** One of several numbered paintings in a picture, for people who cannot see it. */
  sheetAlt: (number: number, title: string, artist: string) =>
    artist ? `${number}: ${title} by ${artist}` : `${number}: ${title}`,
  styles: {
    title: 'Paintings to choose from',
    use: (command: string, option: string, id: string) => `\`/${command} ${option}:${id}\``,
    licence: (licence: string) => `Licence: ${licence}`,
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  },
  picker: {
    title: 'Which painting should it follow?',
    choose: 'Choose a painting',
    chooseImage: 'Choose a picture of the message',
    image: (number: number, name: string) => `${number}. ${name}`,
  },
  /** The form that changes a picture’s settings. Labels: at most 45 characters; hints: at most 100. */
  tweak: {
    title: 'Paint it with other settings',
    weights: {
      label: 'Strength and stroke size',
      hint: (strength: string, scale: string) =>
        `Two numbers: how much style (${strength}), size of its strokes (${scale})`,
    },
    size: {
      label: 'Size',
      hint: (least: number, most: number) => `Longest side in pixels, ${count(least)} to ${count(most)}`,
    },
    quality: {label: 'Quality', hint: 'More quality takes more time'},
    colors: {label: 'Colours', hint: 'Where they come from'},
    seed: {label: 'Seed', hint: 'The same seed gives the same picture; leave it empty for another'},
    /** What a change is called. */
    names: {
      strength: 'strength',
      styleScale: 'strokes',
      size: 'size',
      quality: 'quality',
      colors: 'colours',
      seed: 'seed',
    },
    /** In answer to a reaction, which cannot open the form. */
    here: (who: string) => `${who}, press the button to change the settings.`,
  },
  /** Pictures kept in the gallery channel. `who` is a mention, links lead to messages. */
  keep: {
    credit: (title: string, who: string) => `**${title}**, painted for ${who}`,
    kept: (link: string) => `Kept in the gallery: ${link}`,
    already: (link: string) => `It is in the gallery already: ${link}`,
  },
  ownStyles: {
    added: (title: string, id: string, command: string) =>
      `**${title}** is now a style of this server: \`/${command}\` with \`${id}\`.`,
    removed: (title: string) =>
      `**${title}** is no longer a style of this server. Pictures painted with it stay.`,
  },
  queue: {
    title: 'The queue',
    idle: 'Nothing is being painted and nobody waits.',
    length: (running: number, waiting: number) =>
      `${running === 1 ? 'One picture is' : `${count(running)} pictures are`} being painted, ${waiting === 1 ? 'one waits' : `${count(waiting)} wait`}.`,
    idleAt: (when: string) => `All of them are done ${when}.`,
    yours: 'Your pictures:',
    none: 'None of them is yours.',
    waiting: (title: string, position: number) => `${title}: position ${count(position)}`,
    running: (title: string) => `${title}: being painted`,
    cancel: (number: number) => `Cancel ${number}`,
  },
  help: {
    title: 'Atelier repaints your photo in the style of a painting',
    start: (stylize: string, image: string, style: string) =>
      `Type \`/${stylize}\`, attach a photo as \`${image}\` and choose a \`${style}\`.`,
    message: (name: string) =>
      `Or start from a picture that is there: in the menu of its message choose **Apps**, then **${name}**.`,
    styles: (styles: string) =>
      `\`/${styles}\` shows the paintings; you can bring your own or blend up to three.`,
    strength: (least: number, most: number) =>
      `\`strength\` ${decimal(least)}–${decimal(most)}: how much style; \`style_scale\`: how large its strokes are.`,
    size: (least: number, most: number) =>
      `\`size\` ${count(least)}–${count(most)} pixels and \`quality\`: larger and better take longer.`,
    colors: '`colors`: those of the painting, of the photo, or the painting’s matched to the photo.',
    buttons:
      'Under a picture, as buttons or as reactions: 🔁 again, ➕ more style, ➖ less, 🎨 another painting, 🔍 larger, 🎞️ time-lapse, ⚙️ other settings, ⭐ into the gallery, 🗑️ delete.',
    private: '`private` shows the picture to you alone; a photo marked as a spoiler gives a spoiler.',
    queue: (queue: string) => `\`/${queue}\` shows your pictures under way and lets you cancel them.`,
    forget: (forget: string) => `\`/${forget}\` deletes all I have stored of you.`,
  },
  forget: {
    warning: (jobs: number) =>
      jobs === 1
        ? 'I have one picture of yours with its photo. Delete it? It cannot be brought back, and the buttons under its message stop working.'
        : `I have ${count(jobs)} pictures of yours with their photos. Delete them all? They cannot be brought back, and the buttons under their messages stop working.`,
    nothing: 'I have nothing stored of you.',
    kept: 'Messages in channels stay; delete those with 🗑️ first if you want them gone.',
    done: (jobs: number) => (jobs === 1 ? 'One picture is deleted.' : `${count(jobs)} pictures are deleted.`),
  },
};
