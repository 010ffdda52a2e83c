import type {Words} from '../en.ts';
import {createNumerals} from '../numerals.ts';

const {decimal, count, all} = createNumerals('vi');

export const job: Words['job'] = {
  ownStyle: 'một bức tranh đính kèm',
  share: (title, percent) => `${count(percent)}% ${title}`,
  starting: 'Đang bắt đầu…',
  queued: (position) =>
    position === 1 ? 'Tiếp theo là bức này' : `Còn ${count(position - 1)} bức phía trước`,
  starts: (when) => `bắt đầu ${when}`,
  startsIn: (duration) => `bắt đầu sau khoảng ${duration}`,
  left: (duration) => `còn khoảng ${duration}`,
  resumed: 'Tôi vừa khởi động lại và đang vẽ tiếp.',
  cancelled: 'Đã huỷ.',
  restarting: 'Tôi đang khởi động lại. Bức này sẽ vẽ tiếp sau ít phút.',
  unfinished: 'Bức này chưa vẽ xong. Bấm Vẽ lại để thử lần nữa.',
  undelivered: 'Tranh đã vẽ xong nhưng tôi không còn giữ. Bấm Vẽ lại để có bức khác.',
  undeliverable: (queue) => `Tranh đã xong nhưng Discord không cho đăng ở đây. Dùng \`/${queue}\` để xem.`,
  moved: (link) => `Tôi không viết tiếp được tin nhắn này. Xem ở đây: ${link}`,
  movedToDirectMessages: 'Tôi không viết tiếp được tin nhắn này, nên đã gửi tin nhắn riêng cho bạn.',
  continuedElsewhere: 'Bức này vẽ khá lâu. Xong tôi sẽ gửi tin nhắn riêng cho bạn.',
  directMessagesClosed: (who, queue) =>
    `${who}, tôi có câu trả lời riêng nhưng không gửi được tin nhắn cho bạn. Dùng \`/${queue}\` để xem.`,
  bell: {
    done: (who) => `${who}, tranh của bạn đã xong.`,
    failed: (who) => `${who}, tranh của bạn vẽ không thành.`,
  },
  number: decimal,
  strength: (strength) => `độ mạnh ${decimal(strength)}`,
  styleScale: (scale) => `cỡ nét × ${decimal(scale)}`,
  quality: (name) => `chất lượng: ${name}`,
  colors: (source) => `màu: ${source}`,
  pixels: (width, height) => `${width} × ${height}`,
  seed: (seed) => `seed\u00A0${seed}`,
  seconds: (seconds) => `${count(seconds)} giây`,
  minutes: (minutes, seconds) => `${minutes} phút ${seconds} giây`,
  wholeMinutes: (minutes) => `${minutes} phút`,
  paintedBy: (encoder, device) => `${encoder} trên ${device}`,
  altDone: (styles, width, height) =>
    `Một bức ảnh được vẽ lại theo phong cách của ${all(styles)}, ${width} × ${height} pixel.`,
  altFrame: (styles, percent) =>
    `Bức tranh đang được vẽ theo phong cách của ${all(styles)}, xong ${count(percent)}%.`,
  changes: {
    again: 'một biến thể mới',
    style: 'kiểu khác',
    larger: 'lớn hơn',
    same: 'thiết lập như cũ',
    setting: (name, before, after) => `${name}: ${before} → ${after}`,
    smaller: (before, after) => `kích thước ${count(before)} → ${count(after)} (mức lớn nhất cho phép)`,
  },
  for: (who) => `cho ${who}`,
  from: (source) => `từ ${source}`,
  timeLapse: (parent) => `quá trình vẽ${parent === undefined ? '' : ` của ${parent}`}`,
  altTimeLapse: (styles) => `Một bức ảnh được vẽ lại từng bước theo phong cách của ${all(styles)}.`,
};
