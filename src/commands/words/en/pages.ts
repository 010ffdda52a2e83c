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
    use: 'Use on a photo…',
    /** Title and labels: at most 45 characters. */
    form: {title: 'Use on a photo', photo: 'Your photo', style: 'Painting'},
    /** The name of a painting’s licence. Only prose is translated. */
    licence: (name: string) => name,
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  },
  picker: {
    title: 'Choose a painting:',
    surprise: 'Surprise me',
    closest: (typed: string, title: string) => `No “${typed}”; closest: ${title}`,
    chooseImage: 'Choose a picture from the message',
    sendPhoto: 'Send me a photo, and I’ll paint it. You can name a painter, too: “as a van Gogh please”.',
    image: (number: number, name: string) => `${number}. ${name}`,
  },
  /** The form that changes a picture’s settings. Labels: at most 45 characters; hints: at most 100. */
  tweak: {
    title: 'Change settings',
    /** `least` and `most`: what may be typed. */
    numbers: {
      strength: {
        label: 'Strength',
        hint: (least: number, most: number) => `How much style, ${decimal(least)} to ${decimal(most)}`,
      },
      styleScale: {
        label: 'Strokes',
        hint: (least: number, most: number) => `From ${decimal(least)} (fine) to ${decimal(most)} (coarse)`,
      },
      size: {
        label: 'Size',
        hint: (least: number, most: number) => `Longer side in pixels, ${count(least)} to ${count(most)}`,
      },
    },
    quality: {label: 'Quality', hint: 'Higher quality takes longer'},
    colors: {label: 'Colours', hint: 'Where the colours come from'},
    /** Names of the settings in a list of changes. */
    names: {
      strength: 'strength',
      styleScale: 'strokes',
      size: 'size',
      quality: 'quality',
      colors: 'colours',
    },
    /** The answer to a reaction, because reactions cannot open the form. */
    here: (who: string) => `${who}, press the button to change the settings.`,
  },
  /** With which a refused order goes on: labels of buttons, unless said otherwise. */
  mend: {
    /** After the reason. The button is `again`. */
    kept: 'I’ve kept your order; press the button when I’m back.',
    /** After a reason that says when, or “later”. */
    keptUntilThen: 'I’ve kept your order; press the button when it’s time.',
    equal: 'Equal parts',
    once: 'Use it once',
    fewer: 'Leave out the last one',
    use: (value: number) => `Use ${decimal(value)}`,
    /** One’s pictures follow, each with a button that cancels it. */
    full: (owned: number, most: number) =>
      `You already have ${owned === 1 ? 'a picture' : `${count(owned)} pictures`} in progress (limit ${count(most)}). Cancel one to make room:`,
    again: 'Try again',
  },
  delete: {
    /** The answer to a reaction; a button follows. */
    ask: (who: string) => `${who}, delete this picture?`,
  },
  /** Pictures kept in the gallery channel. `who` is a mention, links lead to messages. */
  keep: {
    credit: (title: string, who: string) => `**${title}**, painted for ${who}`,
    kept: (link: string) => `Now in the gallery: ${link}`,
    /** Before a private picture is published. `channel` is a mention. */
    ask: (channel: string) => `This picture is private. Post it in ${channel}, for others to see?`,
    already: (link: string) => `Already in the gallery: ${link}`,
  },
  /** A picture that somebody reports. The last four are for the moderators. `who` and the like are mentions. */
  report: {
    thanks: 'Thank you. The moderators know now.',
    already: 'You have already reported this picture.',
    told: (who: string, owner: string) => `${who} reported a picture of ${owner}`,
    deleted: (who: string) => `${who} deleted the picture.`,
    blocked: (who: string, person: string) =>
      `${who} blocked ${person}: no more pictures here. \`/stylize-admin block\` undoes it.`,
    gone: 'The picture was deleted before.',
  },
  ownStyles: {
    added: (title: string, command: string) =>
      `**${title}** is now one of this server’s styles. Choose it in \`/${command}\`.`,
    removed: (title: string) => `**${title}** is no longer one of this server’s styles.`,
  },
  queue: {
    title: 'Your pictures',
    idle: 'The queue is empty.',
    paused: (why?: string) => `My operator has paused me${why ? `: ${why}` : '.'} Pictures in line wait.`,
    draining: (why?: string) => `My operator takes no new pictures for now${why ? `: ${why}` : '.'}`,
    length: (running: number, waiting: number) =>
      `In line in all: ${count(running)} being painted, ${count(waiting)} waiting.`,
    idleAt: (when: string) => `All done ${when}.`,
    yours: 'Yours in progress:',
    none: 'None of them are yours.',
    waiting: (title: string, position: number) =>
      `${title}: ${position === 1 ? 'next in line' : `number ${count(position)} in line`}`,
    running: (title: string) => `${title}: being painted`,
    cancel: (number: number) => `Cancel no. ${number}`,
    /** Above the pictures whose end could not be shown in their message. */
    untold: 'I couldn’t reach you about these:',
    show: (number: number) => `Show ${number}`,
    finished: 'Your finished pictures:',
    /** Behind a picture that no link leads to. */
    private: 'private',
  },
  help: {
    title: 'Atelier repaints your photo like a painting',
    steps: (stylize: string, image: string, style: string) => [
      `Type \`/${stylize}\` and attach a photo as \`${image}\`.`,
      `Choose a painting as \`${style}\`, or leave it out to see them all.`,
      'Send it, and watch the picture form.',
    ],
    buttons:
      'Under a picture: 🔁 again, ➕ more style, ➖ less, 🎨 another style, 🔍 larger, 🎞️ time-lapse, ⚙️ settings, ℹ️ info, ⭐ to the gallery, 🗑️ delete. Reactions do the same.',
    message: (name: string) => `A picture in a message: open its menu, then **Apps**, **${name}**.`,
    styles: (styles: string) => `\`/${styles}\` shows the paintings. You can bring your own, or blend three.`,
    strength: (least: number, most: number) =>
      `\`strength\` ${decimal(least)}–${decimal(most)}: how much style; \`style_scale\`: how large its strokes are.`,
    size: (least: number, most: number) =>
      `\`size\` ${count(least)}–${count(most)} pixels and \`quality\`: more takes longer.`,
    colors: '`colors`: the painting’s, the photo’s, or the painting’s matched to the photo.',
    private: '`private`: only you see the picture. A spoiler gives a spoiler.',
    queue: (queue: string) => `\`/${queue}\`: your pictures, finished and in progress.`,
    forget: (forget: string) => `\`/${forget}\` deletes your pictures and data.`,
  },
  forget: {
    ask: (jobs: number) =>
      `I keep ${jobs === 1 ? 'one picture' : `${count(jobs)} pictures`} of yours, counting unfinished and cancelled ones. What shall I delete?\n- **Only the stored copies**: photos, pictures, frames, settings, unfinished orders and your reports. Messages stay.\n- **Everything**: those, and the messages with your pictures.\nWhat I’m painting for you stops. You can’t get it back.`,
    /** Only messages are left of them. */
    askMessages: (messages: number) =>
      messages === 1
        ? 'I keep nothing of yours, but one message still shows a picture of yours. Delete it?'
        : `I keep nothing of yours, but ${count(messages)} messages still show pictures of yours. Delete them?`,
    nothing: 'I keep nothing of yours.',
    done: (jobs: number) =>
      jobs === 1
        ? 'I deleted one picture and its photo.'
        : `I deleted ${count(jobs)} pictures and their photos.`,
    /** After only the data was deleted. */
    stay: 'The messages stay; 🗑️ under them still works for you.',
    left: (messages: number) =>
      messages === 1
        ? 'I couldn’t delete one message. Please delete it yourself.'
        : `I couldn’t delete ${count(messages)} messages. Please delete them yourself.`,
    cancelled: 'I deleted nothing.',
  },
};
