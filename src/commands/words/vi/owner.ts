import type {Words} from '../en.ts';
import {createNumerals} from '../numerals.ts';

const {bytes, count} = createNumerals('vi');

const reason = {name: 'lý_do', description: 'Vì sao. Người yêu cầu tranh sẽ đọc được'};

export const owner: Words['owner'] = {
  command: {
    name: 'xưởng-vẽ',
    description: 'Dành cho người vận hành bot',
    status: {name: 'tình-trạng', description: 'Tôi đang thế nào'},
    pause: {
      name: 'tạm-dừng',
      description: 'Không nhận tranh mới; các bức đang chờ sẽ chờ tiếp',
      options: {reason},
    },
    resume: {name: 'tiếp-tục', description: 'Nhận tranh trở lại'},
    drain: {
      name: 'vẽ-nốt',
      description: 'Không nhận tranh mới, vẽ nốt các bức trong hàng rồi báo lại',
      options: {reason},
    },
    block: {
      name: 'chặn',
      description: 'Không vẽ cho một người hay một máy chủ nữa, và huỷ các bức đang chờ',
      options: {
        user: {name: 'người_dùng', description: 'Người đó'},
        server: {name: 'máy_chủ', description: 'Mã (id) của máy chủ'},
        reason: {name: 'lý_do', description: 'Vì sao. Chỉ người vận hành đọc được'},
      },
    },
    unblock: {
      name: 'bỏ-chặn',
      description: 'Vẽ trở lại cho một người hay một máy chủ',
      options: {
        user: {name: 'người_dùng', description: 'Người đó'},
        server: {name: 'máy_chủ', description: 'Mã (id) của máy chủ'},
      },
    },
    blocked: {name: 'danh-sách-chặn', description: 'Những ai đang bị chặn'},
    leave: {
      name: 'rời-máy-chủ',
      description: 'Cho tôi rời một máy chủ',
      options: {server: {name: 'máy_chủ', description: 'Mã (id) của nó (mặc định: máy chủ này)'}},
    },
    reload: {name: 'nạp-lại', description: 'Đọc lại tệp cấu hình .env'},
  },
  status: {
    title: (version) => `Atelier phiên bản ${version}`,
    open: 'Tôi đang nhận tranh.',
    paused: (who, when, why) => `${who} cho tạm dừng ${when}${why ? `: ${why}` : '.'}`,
    draining: (who, when, why) => `Đang vẽ nốt theo ${who}, từ ${when}${why ? `: ${why}` : '.'}`,
    up: (when, servers) => `Khởi động ${when}; ở ${count(servers)} máy chủ.`,
    queue: 'Hàng đợi',
    line: (running, waiting) => `${count(running)} bức đang vẽ, ${count(waiting)} bức đang chờ`,
    shards: (number) => `Shard: ${count(number)}`,
    ping: (milliseconds) => `${count(milliseconds)} ms`,
    workers: (number) => `Máy vẽ: ${count(number)}`,
    noWorkers: 'Chưa có máy nào kết nối.',
    thisMachine: 'máy này',
    starting: 'đang khởi động',
    painting: 'đang vẽ',
    idle: 'rảnh',
    disk: 'Ổ đĩa',
    space: (used, database, free) =>
      `đã dùng ${bytes(used)}, trong đó cơ sở dữ liệu ${bytes(database)}; còn trống ${bytes(free)}`,
    errors: 'Lỗi gần đây',
    noErrors: 'Từ lúc khởi động chưa có lỗi nào.',
    more: (number) => `và ${count(number)} mục nữa`,
  },
  presence: {
    waiting: (number) => `${count(number)} bức đang chờ`,
    painting: 'đang vẽ',
    paused: 'tạm nghỉ',
    idle: (command) => `/${command}`,
  },
  paused: (running, waiting) =>
    `Đã tạm dừng. Bức đang vẽ (${count(running)}) sẽ được vẽ xong. Bức đang chờ (${count(waiting)}) vẫn ở trong hàng cho đến khi bạn dùng \`/xưởng-vẽ tiếp-tục\`, kể cả khi tôi khởi động lại.`,
  draining: (running, waiting) =>
    `Đang vẽ nốt: ${count(running)} bức đang vẽ, ${count(waiting)} bức đang chờ. Xong tôi sẽ báo bạn. Tôi nhận tranh mới sau \`/xưởng-vẽ tiếp-tục\` hoặc sau khi khởi động lại.`,
  drained: 'Đã vẽ nốt xong: hàng đợi trống, bạn có thể tắt tôi.',
  resumed: 'Tôi nhận tranh trở lại.',
  wasOpen: 'Tôi vẫn đang nhận tranh.',
  blocked: (who, cancelled) =>
    `Đã chặn: ${who}.${cancelled > 0 ? ` Tôi đã huỷ ${count(cancelled)} bức trong hàng.` : ''}`,
  unblocked: (who) => `Không còn bị chặn: ${who}.`,
  blocks: {
    title: 'Đang bị chặn',
    none: 'Không có ai.',
    entry: (who, id, by, when, why) => `${who} (\`${id}\`), do ${by} chặn ${when}${why ? `: ${why}` : ''}`,
    configured: (people, servers) => `Trong cấu hình: ${count(people)} người, ${count(servers)} máy chủ.`,
  },
  reload: {
    same: 'Tôi đã đọc lại `.env`. Không có gì thay đổi.',
    adopted: (list) => `Tôi đã đọc lại \`.env\`. Từ giờ có giá trị mới cho ${list}.`,
    restart: (list) => `Cần khởi động lại để áp dụng ${list}.`,
    register: (list, command) => `Hãy đăng ký lại các lệnh (\`${command}\`) để Discord hiển thị ${list} mới.`,
    overridden: (list) => `Khi khởi động tôi đã nhận giá trị khác cho ${list}, và giá trị đó thắng \`.env\`.`,
    refused: 'Có lỗi nên không có gì thay đổi:',
  },
  leave: {
    ask: (name, members) =>
      `Tôi rời **${name}**${members === undefined ? '' : ` (${count(members)} thành viên)`} nhé? Mọi người ở đó sẽ không dùng tôi được nữa.`,
    left: (name) => `Tôi đã rời **${name}**.`,
    stayed: 'Tôi ở lại.',
  },
};
