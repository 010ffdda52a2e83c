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
      style_image: {name: 'style_image', description: 'Your own painting to imitate, alone or in the blend'},
      blend: {
        name: 'blend',
        description: 'How to mix the paintings, in the order above, such as 2:1 (default: equal parts)',
      },
      strength: {
        name: 'strength',
        description: (standard: number) =>
          `How strongly the style changes the photo (default ${decimal(standard)})`,
      },
      style_scale: {
        name: 'style_scale',
        description: (standard: number) =>
          `Size of the brush strokes: above 1 is coarser (default ${decimal(standard)})`,
      },
      size: {
        name: 'size',
        description: (standard: number) =>
          `Longest side of the picture in pixels (default ${count(standard)})`,
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
        description: 'The same seed gives the same picture again (default: random)',
      },
      private: {name: 'private', description: 'Show the picture only to you (default: no)'},
    },
    quality: {draft: 'draft', standard: 'standard', high: 'high'},
    colors: {style: 'colours of the style', keep: 'colours of the photo', match: 'matched colours'},
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
  queue: {name: 'queue', description: 'Your pictures in progress, and how long the queue is'},
  help: {name: 'stylize-help', description: 'What I can do and how to use me'},
  forget: {name: 'stylize-forget', description: 'Delete everything I have stored about you'},
  admin: {
    name: 'stylize-admin',
    description: 'Settings for pictures in this server',
    show: {name: 'show', description: 'Show all settings'},
    limits: {
      name: 'limits',
      description: 'Limit sizes and how often people can ask; 0 means my operator’s limit',
      options: {
        default_size: {
          name: 'default_size',
          description: 'Longest side in pixels when nobody chooses a size',
        },
        max_size: {name: 'max_size', description: 'Largest size allowed: longest side in pixels'},
        running: {
          name: 'running',
          description: 'How many pictures one person can have waiting or being painted',
        },
        cooldown: {name: 'cooldown', description: 'Minimum seconds between two pictures for one person'},
        daily: {name: 'daily', description: 'How many pictures one person can have per day (UTC)'},
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
      description: 'Where I post pictures that people keep with ⭐; leave empty for no gallery',
      options: {channel: {name: 'channel', description: 'The channel'}},
    },
    log: {
      name: 'log',
      description: 'Where I write a line for every request; leave empty for no log',
      options: {channel: {name: 'channel', description: 'The channel'}},
    },
    block: {
      name: 'block',
      description: 'Stop somebody from asking for pictures in this server',
      options: {
        user: {name: 'user', description: 'The person'},
        blocked: {name: 'blocked', description: 'Block them, or allow them again'},
      },
    },
    reset: {name: 'reset', description: 'Go back to my operator’s settings'},
  },
};
