import type {Words} from '../en.ts';
import {createNumerals} from '../numerals.ts';

const {decimal, count, all} = createNumerals('vi');

export const job: Words['job'] = {
  ownStyle: 'một bức tranh đính kèm',
  share: (title, percent) => `${count(percent)}% ${title}`,
  starting: 'Đang bắt đầu…',
  queued: (position) => `Đang chờ ở vị trí thứ ${count(position)} trong hàng đợi`,
  starts: (when) => `bắt đầu ${when}`,
  step: (step, total) => `bước ${count(step)} trên ${count(total)}`,
  ready: (when) => `xong ${when}`,
  resumed: 'Tôi vừa khởi động lại và đang vẽ tiếp từ chỗ dở.',
  cancelled: 'Đã huỷ.',
  restarting: 'Tôi đang khởi động lại; bức tranh này sẽ được vẽ tiếp sau ít phút.',
  unfinished: 'Bức tranh này chưa vẽ xong. Hãy bấm Vẽ lại để thử lần nữa.',
  undelivered: 'Tranh đã vẽ xong nhưng tôi không còn giữ nó nữa. Hãy bấm Vẽ lại để có một bức khác.',
  undeliverable: (queue) =>
    `Tranh đã vẽ xong nhưng Discord không cho tôi đăng ở đây. Hãy dùng \`/${queue}\` để xem.`,
  moved: (link) => `Tôi không cập nhật được tin nhắn này nên đã trả lời trong một tin nhắn mới: ${link}`,
  movedToDirectMessages: 'Tôi không cập nhật được tin nhắn này nên đã trả lời qua tin nhắn riêng.',
  continuedElsewhere:
    'Discord chỉ cho tôi sửa câu trả lời riêng tư trong 15 phút, nên bức tranh sẽ được gửi cho bạn qua tin nhắn riêng.',
  directMessagesClosed: (who, queue) =>
    `${who}, câu trả lời riêng cho bạn đã xong, nhưng tin trả lời đã hết hạn và tôi không gửi được tin nhắn riêng cho bạn. Hãy dùng \`/${queue}\` để xem.`,
  number: decimal,
  strength: (strength) => `độ mạnh ${decimal(strength)}`,
  styleScale: (scale) => `cỡ nét × ${decimal(scale)}`,
  size: (size, width, height) => `kích thước ${size} (${width} × ${height})`,
  seed: (seed) => `seed ${seed}`,
  seconds: (seconds) => `${decimal(seconds)} giây`,
  minutes: (minutes, seconds) => `${minutes} phút ${seconds} giây`,
  paintedBy: (encoder, device) => `${encoder} trên ${device}`,
  altDone: (styles, width, height) =>
    `Một bức ảnh được vẽ lại theo phong cách của ${all(styles)}, ${width} × ${height} pixel.`,
  altFrame: (styles, percent) =>
    `Bức tranh đang được vẽ theo phong cách của ${all(styles)}, xong ${count(percent)}%.`,
  changes: {
    again: (seed) => `vẽ lại với seed ${seed} và trọng số hơi khác`,
    more: (before, after) => `đậm phong cách hơn, độ mạnh ${decimal(before)} → ${decimal(after)}`,
    less: (before, after) => `nhạt phong cách hơn, độ mạnh ${decimal(before)} → ${decimal(after)}`,
    style: (title) => `phong cách khác, ${title}`,
    larger: (before, after) => `lớn hơn, ${count(before)} → ${count(after)} pixel`,
    same: 'với thiết lập như cũ',
    setting: (name, before, after) => `${name} ${before} → ${after}`,
    smaller: (before, after) => `kích thước ${count(before)} → ${count(after)} (mức lớn nhất cho phép)`,
  },
  retryFor: (changes, who) => `${changes.join(', ')}, cho ${who}`,
  retryOf: (parent) => `từ ${parent}`,
  timeLapse: (who, parent) => `quá trình vẽ${parent === undefined ? '' : ` của ${parent}`}, cho ${who}`,
  altTimeLapse: (styles) => `Một bức ảnh được vẽ lại từng bước theo phong cách của ${all(styles)}.`,
};
