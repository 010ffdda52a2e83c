import {createNumerals} from '../numerals.ts';

const {count, decimal} = createNumerals('en');

/** Replies that belong to no job. `when` is a Discord timestamp. */
export const pages = {
  /** Answers of `/stylize-admin`. Lists are mentions, empty if there are none. */
  admin: {
    title: '**Settings for pictures in this server**',
    saved: '**Saved. The settings are now:**',
    channels: (list: string) => (list ? `only in ${list}` : 'in every channel'),
    roles: (list: string) => (list ? `only for ${list}` : 'for everybody'),
    sizes: (standard: number, most: number) => `${count(standard)} pixels by default, at most ${count(most)}`,
    running: (most: number) => `at most ${count(most)} at a time per person`,
    cooldown: (seconds: number) => (seconds ? `one every ${count(seconds)} s per person` : 'no cooldown'),
    daily: (most: number) => (most ? `${count(most)} a day per person` : 'no daily quota'),
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
    title: 'Which painting should I imitate?',
    choose: 'Choose a painting',
    chooseImage: 'Choose a picture from the message',
    image: (number: number, name: string) => `${number}. ${name}`,
  },
  /** The form that changes a picture’s settings. Labels: at most 45 characters; hints: at most 100. */
  tweak: {
    title: 'Paint it with other settings',
    weights: {
      label: 'Strength and stroke size',
      hint: (strength: string, scale: string) =>
        `Two numbers: how much style (${strength}) and how large its strokes are (${scale})`,
    },
    size: {
      label: 'Size',
      hint: (least: number, most: number) => `Longest side in pixels, ${count(least)} to ${count(most)}`,
    },
    quality: {label: 'Quality', hint: 'Higher quality takes longer'},
    colors: {label: 'Colours', hint: 'Where the colours come from'},
    seed: {label: 'Seed', hint: 'The same seed gives the same picture; leave it empty for a random one'},
    /** Names of the settings in a list of changes. */
    names: {
      strength: 'strength',
      styleScale: 'strokes',
      size: 'size',
      quality: 'quality',
      colors: 'colours',
      seed: 'seed',
    },
    /** The answer to a reaction, because reactions cannot open the form. */
    here: (who: string) => `${who}, press the button to change the settings.`,
  },
  /** Pictures kept in the gallery channel. `who` is a mention, links lead to messages. */
  keep: {
    credit: (title: string, who: string) => `**${title}**, painted for ${who}`,
    kept: (link: string) => `Kept in the gallery: ${link}`,
    already: (link: string) => `It’s already in the gallery: ${link}`,
  },
  ownStyles: {
    added: (title: string, id: string, command: string) =>
      `**${title}** is now one of this server’s styles: use \`/${command}\` with \`${id}\`.`,
    removed: (title: string) =>
      `**${title}** is no longer one of this server’s styles. Pictures painted with it stay.`,
  },
  queue: {
    title: 'The queue',
    idle: 'Nothing is being painted and nobody is waiting.',
    length: (running: number, waiting: number) =>
      `${running === 1 ? 'One picture is' : `${count(running)} pictures are`} being painted, ${waiting === 1 ? 'one is waiting' : `${count(waiting)} are waiting`}.`,
    idleAt: (when: string) => `All of them will be done ${when}.`,
    yours: 'Your pictures:',
    none: 'None of them are yours.',
    waiting: (title: string, position: number) => `${title}: position ${count(position)}`,
    running: (title: string) => `${title}: being painted`,
    cancel: (number: number) => `Cancel ${number}`,
    /** Above the pictures whose end could not be shown in their message. */
    untold: 'I couldn’t reach you about these:',
    show: (number: number) => `Show ${number}`,
  },
  help: {
    title: 'Atelier repaints your photo in the style of a painting',
    start: (stylize: string, image: string, style: string) =>
      `Type \`/${stylize}\`, attach a photo as \`${image}\` and choose a \`${style}\`.`,
    message: (name: string) =>
      `Or start from a picture in a message: in the message’s menu choose **Apps**, then **${name}**.`,
    styles: (styles: string) =>
      `\`/${styles}\` shows the paintings. You can also bring your own, or blend up to three.`,
    strength: (least: number, most: number) =>
      `\`strength\` ${decimal(least)}–${decimal(most)}: how much style; \`style_scale\`: how large its strokes are.`,
    size: (least: number, most: number) =>
      `\`size\` ${count(least)}–${count(most)} pixels and \`quality\`: larger and better pictures take longer.`,
    colors: '`colors`: the painting’s, the photo’s, or the painting’s matched to the photo.',
    buttons:
      'Under a picture, as buttons or reactions: 🔁 again, ➕ more style, ➖ less, 🎨 another painting, 🔍 larger, 🎞️ time-lapse, ⚙️ other settings, ⭐ add to the gallery, 🗑️ delete.',
    private:
      '`private` shows the picture only to you. If the photo is marked as a spoiler, so is the picture.',
    queue: (queue: string) =>
      `\`/${queue}\` shows your pictures in progress and lets you cancel them, and those I couldn’t deliver.`,
    forget: (forget: string) => `\`/${forget}\` deletes everything I have stored about you.`,
  },
  forget: {
    warning: (jobs: number) =>
      jobs === 1
        ? 'I have one picture of yours and its photo. Delete them? You can’t get them back, and the buttons under the message will stop working.'
        : `I have ${count(jobs)} pictures of yours and their photos. Delete them all? You can’t get them back, and the buttons under their messages will stop working.`,
    nothing: 'I have nothing stored about you.',
    kept: 'Messages in channels stay. If you want them gone, delete them with 🗑️ first.',
    done: (jobs: number) => (jobs === 1 ? 'I deleted one picture.' : `I deleted ${count(jobs)} pictures.`),
  },
};
