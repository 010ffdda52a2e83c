import type {Words} from '../en.ts';
import {createNumerals} from '../numerals.ts';

const {count, decimal} = createNumerals('vi');

export const pages: Words['pages'] = {
  admin: {
    title: '**Quy định về tranh trong máy chủ này**',
    saved: '**Đã lưu. Từ nay áp dụng:**',
    channels: (list) => (list ? `chỉ ở ${list}` : 'ở mọi kênh'),
    roles: (list) => (list ? `chỉ cho ${list}` : 'cho mọi người'),
    sizes: (standard, most) => `mặc định ${count(standard)} pixel, nhiều nhất ${count(most)}`,
    running: (most) => `mỗi người nhiều nhất ${count(most)} bức cùng lúc`,
    cooldown: (seconds) => (seconds ? `mỗi người một bức mỗi ${count(seconds)} giây` : 'không cần giãn cách'),
    daily: (most) => (most ? `mỗi người ${count(most)} bức một ngày` : 'không giới hạn mỗi ngày'),
    gallery: (channel) => (channel ? `trưng bày: ${channel}` : 'không có kênh trưng bày'),
    log: (channel) => (channel ? `nhật ký: ${channel}` : 'không có kênh nhật ký'),
    blocked: (list) => (list ? `đã chặn: ${list}` : 'không chặn ai'),
  },
  sheetAlt: (number, title, artist) => (artist ? `${number}: ${title} của ${artist}` : `${number}: ${title}`),
  styles: {
    title: 'Các bức tranh mẫu',
    use: 'Dùng cho một bức ảnh…',
    form: {title: 'Dùng cho một bức ảnh', photo: 'Ảnh của bạn', style: 'Bức tranh'},
    licence: (name) => (/^public domain$/i.test(name) ? 'Phạm vi công cộng' : name),
    page: (page, pages) => `Trang ${page} trên ${pages}`,
  },
  picker: {
    title: 'Chọn một bức tranh:',
    surprise: 'Ngẫu nhiên',
    closest: (typed, title) => `Không có “${typed}”; gần nhất: ${title}`,
    chooseImage: 'Chọn một ảnh trong tin nhắn',
    sendPhoto: 'Gửi tôi một tấm ảnh, tôi sẽ vẽ lại. Bạn có thể nêu cả tên hoạ sĩ: “vẽ kiểu van Gogh”.',
    image: (number, name) => `${number}. ${name}`,
  },
  tweak: {
    title: 'Thay đổi thiết lập',
    numbers: {
      strength: {
        label: 'Độ mạnh',
        hint: (least, most) => `Phong cách đậm hay nhạt, từ ${decimal(least)} đến ${decimal(most)}`,
      },
      styleScale: {
        label: 'Cỡ nét',
        hint: (least, most) => `Từ ${decimal(least)} (nét nhỏ) đến ${decimal(most)} (nét to)`,
      },
      size: {
        label: 'Kích thước',
        hint: (least, most) => `Cạnh dài tính bằng pixel, từ ${count(least)} đến ${count(most)}`,
      },
    },
    quality: {label: 'Chất lượng', hint: 'Chất lượng càng cao càng lâu xong'},
    colors: {label: 'Màu sắc', hint: 'Lấy màu từ đâu'},
    names: {
      strength: 'độ mạnh',
      styleScale: 'cỡ nét',
      size: 'kích thước',
      quality: 'chất lượng',
      colors: 'màu sắc',
    },
    here: (who) => `${who}, bấm nút để thay đổi thiết lập.`,
  },
  mend: {
    kept: 'Tôi giữ yêu cầu của bạn: hãy bấm nút khi tôi trở lại.',
    keptUntilThen: 'Tôi giữ yêu cầu của bạn: lúc đó hãy bấm nút.',
    equal: 'Chia đều',
    once: 'Dùng một lần',
    fewer: 'Bỏ bức cuối',
    use: (value) => `Dùng ${decimal(value)}`,
    full: (owned, most) =>
      `Bạn đang có ${count(owned)} bức chưa xong (tối đa ${count(most)}). Huỷ một bức để có chỗ:`,
    again: 'Thử lại',
  },
  delete: {
    ask: (who) => `${who}, xoá bức tranh này?`,
  },
  keep: {
    credit: (title, who) => `**${title}**, vẽ cho ${who}`,
    kept: (link) => `Đã đưa vào kênh trưng bày: ${link}`,
    ask: (channel) => `Bức này là riêng tư. Đăng trong ${channel} cho người khác xem?`,
    already: (link) => `Đã có trong kênh trưng bày: ${link}`,
  },
  report: {
    thanks: 'Cảm ơn bạn. Người kiểm duyệt đã được báo.',
    already: 'Bạn đã báo cáo bức này rồi.',
    told: (who, owner) => `${who} báo cáo một bức tranh của ${owner}`,
    deleted: (who) => `${who} đã xoá bức tranh.`,
    blocked: (who, person) =>
      `${who} đã chặn ${person}: không vẽ ở đây nữa. Bỏ chặn bằng \`/vẽ-lại-quản-lý chặn\`.`,
    gone: 'Bức tranh đã bị xoá từ trước.',
  },
  ownStyles: {
    added: (title, command) =>
      `**${title}** nay là một phong cách của máy chủ này. Chọn bức này trong \`/${command}\`.`,
    removed: (title) => `**${title}** không còn là phong cách của máy chủ này.`,
  },
  queue: {
    title: 'Tranh của bạn',
    idle: 'Hàng đợi đang trống.',
    paused: (why) => `Người vận hành cho tôi tạm dừng${why ? `: ${why}` : '.'} Các bức trong hàng sẽ chờ.`,
    draining: (why) => `Người vận hành tạm không nhận tranh mới${why ? `: ${why}` : '.'}`,
    length: (running, waiting) =>
      `Cả hàng đợi: ${count(running)} bức đang vẽ, ${count(waiting)} bức đang chờ.`,
    idleAt: (when) => `Xong hết ${when}.`,
    yours: 'Tranh đang làm của bạn:',
    none: 'Không có bức nào là của bạn.',
    waiting: (title, position) =>
      `${title}: ${position === 1 ? 'tiếp theo là bức này' : `còn ${count(position - 1)} bức phía trước`}`,
    running: (title) => `${title}: đang vẽ`,
    cancel: (number) => `Huỷ bức ${number}`,
    untold: 'Tôi chưa gửi được cho bạn:',
    show: (number) => `Xem ${number}`,
    finished: 'Tranh đã xong của bạn:',
    private: 'riêng tư',
  },
  help: {
    title: 'Atelier vẽ lại ảnh của bạn như một bức tranh',
    steps: (stylize, image, style) => [
      `Gõ \`/${stylize}\` và đính kèm ảnh ở \`${image}\`.`,
      `Chọn một bức tranh ở \`${style}\`, hoặc bỏ trống để xem tất cả.`,
      'Gửi đi, rồi xem bức tranh hiện dần.',
    ],
    buttons:
      'Dưới mỗi bức: 🔁 vẽ lại, ➕ đậm hơn, ➖ nhạt hơn, 🎨 kiểu khác, 🔍 lớn hơn, 🎞️ quá trình vẽ, ⚙️ chỉnh thiết lập, ℹ️ thông tin, ⭐ trưng bày, 🗑️ xoá. Thả biểu cảm cũng được.',
    message: (name) => `Ảnh trong tin nhắn: mở trình đơn của tin, chọn **Ứng dụng**, **${name}**.`,
    styles: (styles) => `\`/${styles}\`: xem các bức tranh. Có thể dùng tranh của bạn, hoặc pha ba bức.`,
    strength: (least, most) =>
      `\`độ-mạnh\` ${decimal(least)}–${decimal(most)}: phong cách đậm hay nhạt; \`cỡ-nét\`: nét cọ to hay nhỏ.`,
    size: (least, most) =>
      `\`kích-thước\` ${count(least)}–${count(most)} pixel và \`chất-lượng\`: càng cao càng lâu.`,
    colors: '`màu-sắc`: của tranh mẫu, của ảnh gốc, hoặc của tranh mẫu cho hợp với ảnh.',
    private: '`riêng-tư`: chỉ bạn thấy. Ảnh bị che cho ra tranh bị che.',
    queue: (queue) => `\`/${queue}\`: tranh của bạn, đã xong và đang vẽ.`,
    forget: (forget) => `\`/${forget}\` xoá tranh và dữ liệu của bạn.`,
  },
  forget: {
    ask: (jobs) =>
      `Tôi đang lưu ${count(jobs)} bức của bạn, tính cả bức chưa xong và đã huỷ. Bạn muốn xoá gì?\n- **Chỉ bản đã lưu**: ảnh gốc, tranh, các khung hình, thiết lập, yêu cầu còn dở và báo cáo của bạn. Tin nhắn vẫn còn.\n- **Tất cả**: thêm cả các tin nhắn có tranh của bạn.\nBức đang vẽ sẽ dừng. Không thể khôi phục.`,
    askMessages: (messages) =>
      `Tôi không lưu gì của bạn, nhưng còn ${count(messages)} tin nhắn có tranh của bạn. Xoá luôn?`,
    nothing: 'Tôi không lưu gì của bạn.',
    done: (jobs) => `Đã xoá ${count(jobs)} bức tranh cùng ảnh gốc.`,
    stay: 'Tin nhắn vẫn còn; bạn vẫn xoá được bằng 🗑️.',
    left: (messages) => `Tôi không xoá được ${count(messages)} tin nhắn. Bạn hãy tự xoá nhé.`,
    cancelled: 'Tôi không xoá gì.',
  },
};
