import {createNumerals} from '../numerals.ts';

const {decimal, count} = createNumerals('en');

/**
 * What Discord shows of the commands. Names: at most 32 characters, of slash commands and options in lower case without
 * spaces; descriptions and choices: at most 100.
 */
export const commands = {
  stylize: {
    name: 'stylize',
    description: 'Repaint a photo in the style of a painting',
    options: {
      image: {name: 'image', description: 'The photo to repaint'},
      style: {name: 'style', description: 'A painting to follow: type its title or its painter'},
      style_2: {name: 'style_2', description: 'A second painting, blended with the first'},
      style_3: {name: 'style_3', description: 'A third painting, blended with the others'},
      style_image: {name: 'style_image', description: 'Your own painting to follow, alone or in the blend'},
      blend: {
        name: 'blend',
        description: 'Shares of the paintings in the order above, such as 2:1 (default: equal)',
      },
      strength: {
        name: 'strength',
        description: (standard: number) =>
          `How much style against how much photo (default ${decimal(standard)})`,
      },
      style_scale: {
        name: 'style_scale',
        description: (standard: number) =>
          `Size of the brush strokes: larger than 1 is coarser (default ${decimal(standard)})`,
      },
      size: {
        name: 'size',
        description: (standard: number) =>
          `Longest side of the picture in pixels (default ${count(standard)})`,
      },
      quality: {
        name: 'quality',
        description: (standard: string) => `More quality takes more time (default ${standard})`,
      },
      colors: {
        name: 'colors',
        description: (standard: string) => `Where the colours come from (default ${standard})`,
      },
      seed: {
        name: 'seed',
        description: 'The same seed gives the same picture again (default: a random one)',
      },
      private: {name: 'private', description: 'Show the picture to you alone (default: no)'},
    },
    quality: {draft: 'draft', standard: 'standard', high: 'high'},
    colors: {style: 'colours of the style', keep: 'colours of the photo', match: 'matched colours'},
  },
  stylizeMessage: {name: 'Stylize this image'},
  styles: {name: 'styles', description: 'Look at the paintings to choose from'},
  stylesAdd: {
    name: 'styles-add',
    description: 'Add a painting of your own to the styles of this server',
    options: {
      title: {name: 'title', description: 'What it is called'},
      image: {name: 'image', description: 'The painting'},
      artist: {name: 'artist', description: 'Who painted it'},
    },
  },
  stylesRemove: {
    name: 'styles-remove',
    description: 'Remove a painting that this server has added',
    options: {style: {name: 'style', description: 'Which of them'}},
  },
  queue: {name: 'queue', description: 'Your pictures under way, and how long the queue is'},
  help: {name: 'stylize-help', description: 'What I can do and how'},
  forget: {name: 'stylize-forget', description: 'Delete all I have stored of you'},
  admin: {
    name: 'stylize-admin',
    description: 'What holds for pictures in this server',
    show: {name: 'show', description: 'Show all settings'},
    limits: {
      name: 'limits',
      description: 'Sizes and how often; 0 means my operator’s limit',
      options: {
        default_size: {name: 'default_size', description: 'Longest side where nobody says another, pixels'},
        max_size: {name: 'max_size', description: 'Largest longest side, pixels'},
        running: {name: 'running', description: 'Pictures one person may have waiting or being painted'},
        cooldown: {name: 'cooldown', description: 'Least seconds between two pictures of one person'},
        daily: {name: 'daily', description: 'Pictures of one person per day (UTC)'},
      },
    },
    channel: {
      name: 'channel',
      description: 'Allow pictures in certain channels only',
      options: {
        channel: {name: 'channel', description: 'The channel'},
        allowed: {name: 'allowed', description: 'Put it on the list of allowed channels, or take it off'},
      },
    },
    role: {
      name: 'role',
      description: 'Allow pictures to certain roles only',
      options: {
        role: {name: 'role', description: 'The role'},
        allowed: {name: 'allowed', description: 'Put it on the list of allowed roles, or take it off'},
      },
    },
    gallery: {
      name: 'gallery',
      description: 'Where pictures go that people keep with ⭐; nothing for nowhere',
      options: {channel: {name: 'channel', description: 'The channel'}},
    },
    log: {
      name: 'log',
      description: 'Where I write a line for every picture asked for; nothing for nowhere',
      options: {channel: {name: 'channel', description: 'The channel'}},
    },
    block: {
      name: 'block',
      description: 'Give somebody no pictures in this server',
      options: {
        user: {name: 'user', description: 'The person'},
        blocked: {name: 'blocked', description: 'Block, or allow again'},
      },
    },
    reset: {name: 'reset', description: 'Back to my operator’s settings'},
  },
};
