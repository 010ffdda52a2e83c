import type {Words} from '../en.ts';
import {createNumerals} from '../numerals.ts';
import {optionNames} from '../option-names.ts';
import {commands} from './commands.ts';

const {decimal, count, mebibytes, oneOf, all} = createNumerals('vi');
const relative = (seconds: number): string => `<t:${Math.ceil(seconds)}:R>`;
const nameOf = optionNames(commands.stylize);

const reasons: Words['errors']['reasons'] = {
  unreadableImage: ({expected}) => `Tôi không đọc được tệp này như một bức ảnh; tôi nhận ${oneOf(expected)}.`,
  unsupportedFormat: ({format, expected}) =>
    `Đây là tệp ${format}, loại mà tôi không đọc được; tôi nhận ${oneOf(expected)}.`,
  tooManyPixels: ({width, height, most}) =>
    `Ảnh có ${width} × ${height} = ${decimal((width * height) / 1e6)} megapixel; với loại tệp này, tối đa là ${decimal(most / 1e6)}.`,
  animatedImage: ({frames}) => `Đây là ảnh động (${count(frames)} khung hình); tôi cần một ảnh tĩnh.`,
  imageTooSmall: ({width, height, least}) =>
    `Ảnh có ${width} × ${height} pixel; mỗi cạnh phải có ít nhất ${least}.`,
  imageTooNarrow: ({width, height, most}) =>
    `Ảnh có ${width} × ${height} pixel; cạnh này chỉ được dài tối đa gấp ${most} lần cạnh kia.`,
  damagedImage: () => 'Ảnh bị hỏng.',
  truncatedImage: () => 'Ảnh không đầy đủ: tệp kết thúc trước khi hết ảnh. Hãy gửi lại.',
  tooCostly: () => 'Đọc ảnh này tốn nhiều bộ nhớ hoặc thời gian hơn mức tôi được dùng; hãy gửi bản nhỏ hơn.',
  foreignAddress: () => 'Tôi chỉ nhận tệp từ máy chủ của chính Discord.',
  fileTooLarge: ({bytes, most}) =>
    `Tệp ${bytes === undefined ? 'lớn hơn mức đó' : `nặng ${mebibytes(bytes)}`}; tối đa là ${mebibytes(most)}.`,
  downloadStatus: ({status}) => `Discord trả lời với mã HTTP ${status}.`,
  downloadTimeout: ({seconds}) => `Tệp không đến trong vòng ${count(seconds)} giây.`,
  downloadBroken: () => 'Kết nối tới Discord bị ngắt.',
  noImage: () => 'Tin nhắn đó không có ảnh. Tôi tìm ảnh đính kèm, hoặc ảnh xem trước của một liên kết.',
  optionRange: ({option, least, most, whole, received}) =>
    `\`${nameOf(option)}\`: cần ${whole ? 'một số nguyên' : 'một số'} từ ${decimal(least)} đến ${decimal(most)}, nhưng nhận được ${received}.`,
  optionChoice: ({option, expected, received}) =>
    `\`${nameOf(option)}\`: cần ${oneOf(expected)}, nhưng nhận được ${received}.`,
  styleMissing: ({options}) =>
    `Hãy chọn ít nhất một bức tranh mẫu: cần ${oneOf(options.map(nameOf))}, nhưng chưa có cái nào.`,
  tooManyStyles: ({most, received}) =>
    `Chỉ pha trộn được tối đa ${most} bức tranh, nhưng nhận được ${received}.`,
  styleTwice: ({title}) => `Các bức tranh phải khác nhau, nhưng ${title} xuất hiện hai lần.`,
  blendShares: ({option, expected, received}) =>
    `\`${nameOf(option)}\`: cần ${expected} phần lớn hơn 0 và không quá 100, ví dụ ${Array.from({length: expected}, (_, i) => expected - i).join(':')}, nhưng nhận được ${received}.`,
  unknownStyle: ({received, close, related}) =>
    `Tôi không biết phong cách “${received}”; ${related ? 'gần giống' : 'ví dụ'}: ${close}.`,
  styleStrongest: ({limit}) => `Phong cách đã ở mức đậm nhất, ${decimal(limit)}.`,
  styleWeakest: ({limit}) => `Phong cách đã ở mức nhạt nhất, ${decimal(limit)}.`,
  largestAlready: ({limit}) => `Tranh đã ở kích thước lớn nhất được phép ở đây, ${count(limit)} pixel.`,
  noPicture: () => 'Việc này cần một bức tranh đã vẽ xong, mà tôi chưa có hoặc không còn giữ bức này.',
  noFrames: () =>
    'Tranh vẽ nhanh quá nên tôi không giữ lại khung hình nào; kích thước lớn hơn hoặc chất lượng cao hơn thì có.',
  timeLapseUnderWay: () => 'Tôi đang làm một đoạn phim cho bạn; mỗi lần chỉ làm một đoạn.',
  noGallery: () =>
    'Máy chủ này chưa có kênh trưng bày. Người quản lý máy chủ có thể chọn một kênh bằng `/stylize-admin`.',
  galleryClosed: ({channelId}) =>
    `Tôi không được đăng trong <#${channelId}>; tôi cần quyền xem kênh, gửi tin nhắn và đính kèm tệp ở đó.`,
  titleWithoutLetters: ({received}) =>
    `\`tên-tranh\`: cần có chữ cái từ a đến z hoặc chữ số, nhưng nhận được ${received}.`,
  titleTaken: ({id}) => `\`tên-tranh\`: đã có phong cách \`${id}\`; hãy chọn tên khác.`,
  shelfFull: ({most}) =>
    `Máy chủ này đã thêm ${count(most)} phong cách, là mức tối đa; hãy bỏ bớt một phong cách trước.`,
  notAdded: ({received}) => `“${received}” không phải là phong cách do máy chủ này thêm.`,
  ownerFull: ({owned, most}) => `Bạn đã có ${owned} trên tối đa ${most} bức tranh đang chờ hoặc đang vẽ.`,
  listFull: ({most}) => `Danh sách chứa nhiều nhất ${count(most)} mục; hãy bỏ bớt một mục trước.`,
  cooldown: ({seconds, until}) =>
    `Mỗi ${count(seconds)} giây chỉ được một bức; bạn có thể yêu cầu tiếp ${relative(until)}.`,
  quotaUsed: ({most, until}) =>
    `Bạn đã dùng hết ${count(most)} bức của hôm nay; có lượt mới ${relative(until)}.`,
  blockedUser: () => 'Bạn không thể yêu cầu tranh ở đây.',
  blockedGuild: () => 'Người vận hành không cho tôi vẽ trong máy chủ này.',
  channelNotAllowed: ({allowed}) =>
    `Trong máy chủ này tôi chỉ vẽ ở ${all(allowed.map((channel) => `<#${channel}>`))}.`,
  roleNeeded: ({roles}) =>
    `Trong máy chủ này tôi chỉ vẽ cho người có vai trò ${oneOf(roles.map((role) => `<@&${role}>`))}.`,
  queueFull: ({most, seconds}) =>
    `Hàng đợi đã đầy: tối đa ${count(most)} bức được chờ.${seconds === undefined ? '' : ` Chỗ trống tiếp theo sẽ có sau khoảng ${count(seconds)} giây.`}`,
  diskFull: () => 'Ổ đĩa của tôi đã đầy; người vận hành cần dọn bớt chỗ.',
  diskReadOnly: () => 'Ổ đĩa của tôi chỉ cho đọc; người vận hành cần xem lại.',
  diskForbidden: () => 'Tôi không được phép ghi vào ổ đĩa; người vận hành cần xem lại.',
  diskBroken: () => 'Dữ liệu lưu trữ của tôi bị hỏng; người vận hành cần xem lại.',
  inputBlocked: () => 'Bộ kiểm duyệt không cho phép bức ảnh đó.',
  outputBlocked: () => 'Bức tranh vẽ xong đã bị bộ kiểm duyệt giữ lại.',
};

export const errors: Words['errors'] = {
  reasons,
  codes: {
    BAD_IMAGE: (reason) => `Tôi không vẽ được từ ảnh đó. ${reason}`,
    ATTACHMENT_REFUSED: (reason) => `Tôi không nhận tệp đính kèm đó. ${reason}`,
    DOWNLOAD_FAILED: (reason) => `Tôi không tải được tệp đính kèm đó, bạn hãy thử lại. ${reason}`,
    BAD_OPTION: (reason) => `Như vậy không được. ${reason}`,
    UNKNOWN_STYLE: (reason) => reason,
    QUEUE_FULL: (reason) => `${reason} Bạn hãy thử lại sau.`,
    QUOTA: (reason) => reason,
    NOT_WELCOME: (reason) => reason,
    UNKNOWN_JOB: () =>
      'Tôi không còn giữ ảnh và thiết lập của bức tranh đó. Hãy bắt đầu bức mới bằng `/vẽ-lại`.',
    NOT_ALLOWED: () =>
      'Chỉ người đã yêu cầu bức tranh này, hoặc người có quyền quản lý tin nhắn, mới làm được.',
    MODERATED: (reason) => reason,
    MODERATION_FAILED: () => 'Hiện không kiểm duyệt được ảnh nên tôi chưa nhận được. Bạn hãy thử lại sau.',
    SHUTTING_DOWN: () => 'Tôi đang khởi động lại. Bạn hãy thử lại sau một phút.',
    ONLY_IN_SERVERS: () =>
      'Lệnh này chỉ dùng được trong máy chủ có tôi là thành viên, không dùng được ở đây.',
    RENDER_CRASHED: () => 'Việc vẽ bị gián đoạn do lỗi của tôi. Bạn hãy thử lại.',
    GIVEN_UP: () =>
      'Tôi bị dừng nhiều lần khi vẽ bức này nên đành bỏ. Hãy thử kích thước nhỏ hơn hoặc chất lượng thấp hơn.',
    RENDER_TIMEOUT: () =>
      'Bức tranh vẽ quá lâu nên đã bị dừng. Hãy thử kích thước nhỏ hơn hoặc chất lượng thấp hơn.',
    OUT_OF_MEMORY: () => 'Bức tranh đó cần nhiều bộ nhớ hơn tôi có. Hãy thử kích thước nhỏ hơn.',
    WEIGHTS_UNAVAILABLE: () => 'Hiện tôi không vẽ được: người vận hành cần xem lại trọng số của mạng nơ-ron.',
    DEVICE_UNAVAILABLE: () => 'Hiện tôi không vẽ được: người vận hành cần xem lại thiết bị dùng để vẽ.',
    BROKEN_INSTALLATION: () => 'Hiện tôi không vẽ được: người vận hành cần sửa lại phần cài đặt của tôi.',
    STORAGE: (reason) => `Hiện tôi không làm được việc đó. ${reason}`,
    BAD_CONFIG: () => 'Hiện tôi không làm được việc đó: người vận hành cần xem lại cấu hình của tôi.',
  },
  about: (option, file, reason) => `\`${nameOf(option)}\` (${file}): ${reason}`,
  bug: (errorId) =>
    `Đã có lỗi ở phía tôi. Nếu lỗi lặp lại, hãy báo cho người vận hành mã lỗi \`${errorId}\`.`,
};
