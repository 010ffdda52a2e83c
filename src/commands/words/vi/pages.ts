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
    use: (command, option, id) => `\`/${command} ${option}:${id}\``,
    licence: (licence) => `Giấy phép: ${licence}`,
    page: (page, pages) => `Trang ${page} trên ${pages}`,
  },
  picker: {
    title: 'Vẽ theo bức tranh nào?',
    choose: 'Chọn một bức tranh',
    chooseImage: 'Chọn một ảnh trong tin nhắn',
    image: (number, name) => `${number}. ${name}`,
  },
  tweak: {
    title: 'Vẽ lại với thiết lập khác',
    weights: {
      label: 'Độ mạnh và cỡ nét',
      hint: (strength, scale) => `Hai số: phong cách đậm hay nhạt (${strength}), nét to hay nhỏ (${scale})`,
    },
    size: {
      label: 'Kích thước',
      hint: (least, most) => `Cạnh dài nhất tính bằng pixel, từ ${count(least)} đến ${count(most)}`,
    },
    quality: {label: 'Chất lượng', hint: 'Chất lượng càng cao càng lâu xong'},
    colors: {label: 'Màu sắc', hint: 'Lấy màu từ đâu'},
    seed: {label: 'Số seed', hint: 'Cùng một seed sẽ cho cùng một bức tranh; để trống để lấy seed khác'},
    names: {
      strength: 'độ mạnh',
      styleScale: 'cỡ nét',
      size: 'kích thước',
      quality: 'chất lượng',
      colors: 'màu sắc',
      seed: 'số seed',
    },
    here: (who) => `${who}, hãy bấm nút để thay đổi thiết lập.`,
  },
  keep: {
    credit: (title, who) => `**${title}**, vẽ cho ${who}`,
    kept: (link) => `Đã lưu vào kênh trưng bày: ${link}`,
    already: (link) => `Tranh đã có trong kênh trưng bày: ${link}`,
  },
  ownStyles: {
    added: (title, id, command) =>
      `**${title}** nay là một phong cách của máy chủ này: dùng \`/${command}\` với \`${id}\`.`,
    removed: (title) =>
      `**${title}** không còn là phong cách của máy chủ này. Các tranh đã vẽ theo nó vẫn còn.`,
  },
  queue: {
    title: 'Hàng đợi',
    idle: 'Không có bức nào đang vẽ và không ai phải chờ.',
    length: (running, waiting) => `${count(running)} bức đang vẽ, ${count(waiting)} bức đang chờ.`,
    idleAt: (when) => `Tất cả sẽ xong ${when}.`,
    yours: 'Tranh của bạn:',
    none: 'Không có bức nào là của bạn.',
    waiting: (title, position) => `${title}: vị trí thứ ${count(position)}`,
    running: (title) => `${title}: đang vẽ`,
    cancel: (number) => `Huỷ ${number}`,
    untold: 'Tôi chưa gửi được cho bạn:',
    show: (number) => `Xem ${number}`,
  },
  help: {
    title: 'Atelier vẽ lại ảnh của bạn theo phong cách của một bức tranh',
    start: (stylize, image, style) =>
      `Gõ \`/${stylize}\`, đính kèm một bức ảnh ở \`${image}\` và chọn \`${style}\`.`,
    message: (name) =>
      `Hoặc dùng một bức ảnh có sẵn: trong trình đơn của tin nhắn, chọn **Ứng dụng** rồi **${name}**.`,
    styles: (styles) =>
      `\`/${styles}\` cho xem các bức tranh mẫu; bạn có thể dùng tranh của mình hoặc pha trộn tới ba bức.`,
    strength: (least, most) =>
      `\`độ-mạnh\` ${decimal(least)}–${decimal(most)}: phong cách đậm hay nhạt; \`cỡ-nét\`: nét cọ to hay nhỏ.`,
    size: (least, most) =>
      `\`kích-thước\` ${count(least)}–${count(most)} pixel và \`chất-lượng\`: càng lớn, càng đẹp thì càng lâu.`,
    colors: '`màu-sắc`: của tranh mẫu, của ảnh gốc, hoặc màu tranh mẫu chỉnh cho hợp với ảnh.',
    buttons:
      'Dưới mỗi bức tranh, bằng nút bấm hoặc biểu cảm: 🔁 vẽ lại, ➕ đậm hơn, ➖ nhạt hơn, 🎨 tranh mẫu khác, 🔍 phóng to, 🎞️ quá trình vẽ, ⚙️ thiết lập khác, ⭐ đưa vào kênh trưng bày, 🗑️ xoá.',
    private: '`riêng-tư` chỉ cho mình bạn xem; ảnh bị che (spoiler) cho ra tranh cũng bị che.',
    queue: (queue) =>
      `\`/${queue}\` cho xem các bức tranh đang chờ của bạn và cho phép huỷ chúng, cùng những bức tôi chưa gửi được.`,
    forget: (forget) => `\`/${forget}\` xoá mọi thứ tôi đang lưu về bạn.`,
  },
  forget: {
    warning: (jobs) =>
      `Tôi đang lưu ${count(jobs)} bức tranh của bạn cùng ảnh gốc. Xoá hết chứ? Không thể khôi phục, và các nút dưới tin nhắn của chúng sẽ ngừng hoạt động.`,
    nothing: 'Tôi không lưu gì về bạn.',
    kept: 'Tin nhắn trong các kênh vẫn còn; nếu muốn xoá chúng, hãy dùng 🗑️ trước.',
    done: (jobs) => `Đã xoá ${count(jobs)} bức tranh.`,
  },
};
