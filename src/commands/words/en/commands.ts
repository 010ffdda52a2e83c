import {createNumerals} from '../numerals.ts';

const {decimal, count} = createNumerals('en');

/**
 * Names and descriptions that Discord shows for the commands. Names: at most 32 characters; for slash commands and
 * options in lower case, without spaces. Descriptions and choices: at most 100 characters.
 */
export const commands = {
  stylize: {
    name: 'stylize',
    description: 'Repaint a photo in the style of a painting',
    options: {
      image: {name: 'image', description: 'The photo to repaint'},
      style: {name: 'style', description: 'The painting to imitate: type its title or painter'},
      style_2: {name: 'style_2', description: 'A second painting, blended with the first'},
      style_3: {name: 'style_3', description: 'A third painting, blended with the others'},
      style_image: {name: 'style_image', description: 'Your own painting, alone or in the blend'},
      blend: {
        name: 'blend',
        description: 'Shares of the paintings, such as 2:1 (default: equal)',
      },
      strength: {
        name: 'strength',
        description: (standard: number) => `How much style (default ${decimal(standard)})`,
      },
      style_scale: {
        name: 'style_scale',
        description: (standard: number) =>
          `Size of the strokes: 2 is coarse, 0.5 fine (default ${decimal(standard)})`,
      },
      size: {
        name: 'size',
        description: (standard: number) => `Longer side in pixels (default ${count(standard)})`,
      },
      quality: {
        name: 'quality',
        description: (standard: string) => `Higher quality takes longer (default ${standard})`,
      },
      colors: {
        name: 'colors',
        description: (standard: string) => `Where the colours come from (default ${standard})`,
      },
      seed: {
        name: 'seed',
        description: 'The same seed gives the same picture (default: random)',
      },
      private: {name: 'private', description: 'Show the picture only to you (default: no)'},
    },
    quality: {draft: 'draft', standard: 'standard', high: 'high'},
    colors: {style: 'painting', keep: 'photo', match: 'painting, matched to the photo'},
  },
  stylizeMessage: {name: 'Stylize this image'},
  styles: {name: 'styles', description: 'Browse the paintings you can choose from'},
  stylesAdd: {
    name: 'styles-add',
    description: 'Add a painting of your own to the styles of this server',
    options: {
      title: {name: 'title', description: 'The title of the painting'},
      image: {name: 'image', description: 'An image of the painting'},
      artist: {name: 'artist', description: 'Who painted it'},
    },
  },
  stylesRemove: {
    name: 'styles-remove',
    description: 'Remove a painting that this server added',
    options: {style: {name: 'style', description: 'The painting to remove'}},
  },
  queue: {name: 'queue', description: 'Your pictures, finished and in progress'},
  help: {name: 'stylize-help', description: 'How to use me'},
  forget: {name: 'stylize-forget', description: 'Delete your pictures and data'},
  admin: {
    name: 'stylize-admin',
    description: 'Settings for pictures in this server',
    show: {name: 'show', description: 'Show all settings'},
    limits: {
      name: 'limits',
      description: 'Sizes, and how often people can ask (0 = bot default)',
      options: {
        default_size: {
          name: 'default_size',
          description: 'Size in pixels when nobody chooses one',
        },
        max_size: {name: 'max_size', description: 'Maximum size in pixels'},
        running: {
          name: 'running',
          description: 'Pictures one person can have in line',
        },
        cooldown: {name: 'cooldown', description: 'Seconds between two pictures of one person'},
        daily: {name: 'daily', description: 'Pictures a day for one person (UTC)'},
      },
    },
    channel: {
      name: 'channel',
      description: 'Allow pictures only in certain channels',
      options: {
        channel: {name: 'channel', description: 'The channel'},
        allowed: {name: 'allowed', description: 'Add it to the list of allowed channels, or remove it'},
      },
    },
    role: {
      name: 'role',
      description: 'Allow pictures only for certain roles',
      options: {
        role: {name: 'role', description: 'The role'},
        allowed: {name: 'allowed', description: 'Add it to the list of allowed roles, or remove it'},
      },
    },
    gallery: {
      name: 'gallery',
      description: 'Gallery channel for ⭐ (leave empty to turn off)',
      options: {channel: {name: 'channel', description: 'The channel'}},
    },
    log: {
      name: 'log',
      description: 'Channel with a line for every request (leave empty to turn off)',
      options: {channel: {name: 'channel', description: 'The channel'}},
    },
    block: {
      name: 'block',
      description: 'Stop somebody from using me in this server',
      options: {
        user: {name: 'user', description: 'The person'},
        blocked: {name: 'blocked', description: 'Block them, or allow them again'},
      },
    },
    reset: {name: 'reset', description: 'Go back to the bot defaults'},
  },
};
