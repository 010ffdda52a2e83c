/**
 * Messages that people, webhooks and Discord itself post, as the API shows them. Sources: “Message Object”, “Message
 * Types”, “Message Snapshot” and “Poll Object” in Discord's documentation. Each keeps the pictures of the plain message.
 */
import type {Change} from '../gateway/reshaping.ts';
import {without} from './without.ts';

type Json = Record<string, unknown>;

const ofFiles = (change: (file: Json) => unknown): Change => {
  return (message) => ({...message, attachments: (message.attachments as Json[]).map(change)});
};

export const messageShapes: Readonly<Record<string, Change>> = {
  'by a webhook': (message) => ({
    ...without(message, 'member'),
    webhook_id: '223704706495545344',
    author: {id: '223704706495545344', username: 'Herald', avatar: null, discriminator: '0000', bot: true},
  }),
  'by a user with only id and name, without member': (message) => {
    const {id, username} = message.author as Json;
    return {...without(message, 'member'), author: {id, username}};
  },
  'that forwards another': (message) => ({
    ...without(message, 'attachments', 'embeds'),
    content: '',
    flags: 1 << 14,
    attachments: [],
    embeds: [],
    message_reference: {type: 1, channel_id: message.channel_id, message_id: '1020000000000000000'},
    message_snapshots: [{message: snapshotOf(message)}],
  }),
  'that forwards another from where the bot is not': (message) => ({
    ...message,
    content: '',
    attachments: [],
    embeds: [],
    message_reference: {
      type: 1,
      channel_id: '1020000000000000001',
      message_id: '1020000000000000000',
      guild_id: '1020000000000000002',
    },
    message_snapshots: [{message: {...snapshotOf(message), edited_timestamp: null}}],
  }),
  'that answers a deleted one': (message) => ({
    ...message,
    type: 19,
    message_reference: {type: 0, channel_id: message.channel_id, message_id: '1020000000000000000'},
    referenced_message: null,
  }),
  'that answers one that Discord did not look up': (message) => ({
    ...message,
    type: 19,
    message_reference: {type: 0, channel_id: message.channel_id, message_id: '1020000000000000000'},
  }),
  'with a poll': (message) => ({...message, poll}),
  'with reactions, some of them super reactions': (message) => ({
    ...message,
    reactions: [
      {
        emoji: {id: null, name: '🔥'},
        count: 3,
        count_details: {normal: 1, burst: 2},
        burst_colors: ['#ff7700', '#ffaa00'],
        me_burst: false,
        burst_me: false,
        me: false,
        burst_count: 2,
      },
      {emoji: {id: '1020000000000000003', name: null}, count: 1, me: false},
    ],
  }),
  'with files without content type': ofFiles((file) => without(file, 'content_type')),
  'with files whose width, height and title are null': ofFiles((file) => ({
    ...file,
    width: null,
    height: null,
    title: null,
    description: null,
  })),
  'with files that have a placeholder': ofFiles((file) => ({
    ...file,
    placeholder: 'YJqGPQw7sFlslqhFafSE+Q6oJ1h2iHB2Rw==',
    placeholder_version: 1,
    content_scan_version: 2,
    original_content_type: 'image/jpeg',
  })),
  'with stickers': (message) => ({
    ...message,
    sticker_items: [{id: '749054660769218631', name: 'Wave', format_type: 3}],
  }),
  'with components of unknown types': (message) => ({
    ...message,
    components: [
      {type: 99, id: 1, spell: 'lumos'},
      {type: 1, id: 2, components: [{type: 98, id: 3, custom_id: 'x'}]},
    ],
  }),
  'with embeds of unknown types': (message) => ({
    ...message,
    embeds: [
      {type: 'hologram', hologram: {url: 'https://example.com'}},
      {type: 'rich', title: null},
    ],
  }),
  'of an unknown type with unknown flags': (message) => ({...message, type: 999, flags: 1 << 30}),
  'with a thread of null, and everything else optional too': (message) => ({
    ...message,
    thread: null,
    activity: null,
    application: null,
    message_reference: null,
    referenced_message: null,
    role_subscription_data: null,
    resolved: null,
    poll: null,
    call: null,
    nonce: null,
    reactions: null,
    sticker_items: null,
    interaction: null,
    interaction_metadata: null,
    mention_channels: null,
    webhook_id: null,
  }),
  'with the app that made it, whose own fields are null': (message) => ({
    ...message,
    application: {
      id: '1020000000000000004',
      name: 'Painter',
      icon: null,
      description: '',
      summary: '',
      type: null,
      install_params: null,
      tags: null,
      bot: null,
    },
  }),
  'with a thread of an unknown type': (message) => ({
    ...message,
    thread: {id: message.id, type: 99, guild_id: message.guild_id, name: 'x'},
  }),
};

/** What Discord writes itself. They have no pictures. */
export const systemMessages: Readonly<Record<string, Change>> = Object.fromEntries(
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 21, 22, 24, 25, 26, 27, 28, 29, 31, 32]
    .concat([36, 37, 38, 39, 44, 46])
    .map((type): [string, Change] => [
      `of type ${type}`,
      (message) => ({...message, content: '', attachments: [], embeds: [], ...facts(message)[type], type}),
    ]),
);

/** What some types have besides. */
function facts(message: Json): Record<number, Json> {
  const reference = {type: 0, channel_id: message.channel_id, message_id: '1020000000000000000'};
  return {
    3: {call: {participants: [(message.author as Json).id], ended_timestamp: null}},
    6: {message_reference: reference},
    12: {message_reference: {...reference, guild_id: '1020000000000000002'}},
    18: {
      content: 'A thread',
      message_reference: {channel_id: '1020000000000000005', guild_id: message.guild_id},
    },
    21: {message_reference: reference, referenced_message: null},
    24: {
      embeds: [
        {
          type: 'auto_moderation_message',
          description: 'x',
          fields: [{name: 'rule_name', value: 'Words', inline: false}],
        },
      ],
    },
    25: {
      role_subscription_data: {
        role_subscription_listing_id: '1020000000000000006',
        tier_name: 'Gold',
        total_months_subscribed: 2,
        is_renewal: true,
      },
    },
    46: {
      message_reference: reference,
      embeds: [
        {
          type: 'poll_result',
          fields: [
            {name: 'poll_question_text', value: 'Which?', inline: false},
            {name: 'total_votes', value: '3', inline: false},
          ],
        },
      ],
    },
  };
}

const poll = {
  question: {text: 'Which?'},
  answers: [
    {answer_id: 1, poll_media: {text: 'This'}},
    {answer_id: 2, poll_media: {text: 'That', emoji: {id: null, name: '🐱'}}},
  ],
  expiry: '2030-01-01T00:00:00.000000+00:00',
  allow_multiselect: false,
  layout_type: 1,
  results: {is_finalized: false, answer_counts: [{id: 1, count: 2, me_voted: false}]},
};

/** The part of a message that forwarding copies. */
function snapshotOf(message: Json): Json {
  const keys = ['type', 'content', 'embeds', 'attachments', 'timestamp', 'edited_timestamp', 'flags'];
  return {
    ...Object.fromEntries(keys.map((key) => [key, message[key]])),
    mentions: [],
    mention_roles: [],
    components: [],
  };
}
