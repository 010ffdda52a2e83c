import type {Words} from '../en.ts';
import {createNumerals} from '../numerals.ts';
import {calledIn, choiceNames, optionNames} from '../option-names.ts';
import {commands} from './commands.ts';
import {pages} from './pages.ts';

const {decimal, count, mebibytes, oneOf, all} = createNumerals('vi');
const relative = (seconds: number): string => `<t:${Math.ceil(seconds)}:R>`;
const nameOf = optionNames(commands.stylize, commands.admin.limits);
const choiceName = choiceNames(commands.stylize);
const called = calledIn(nameOf, pages.tweak.numbers);

const reasons: Words['errors']['reasons'] = {
  unreadableImage: ({expected}, file = 'tệp đó') =>
    `Tôi không đọc được ${file}. Hãy gửi ảnh ${oneOf(expected)}.`,
  unsupportedFormat: ({format, expected}, file = 'Tệp đó') =>
    `${file} là tệp ${format}, tôi không đọc được. Hãy gửi ảnh ${oneOf(expected)}.`,
  tooManyPixels: ({width, height, most}, file = 'Ảnh đó') =>
    `${file} quá lớn (${decimal((width * height) / 1e6)} megapixel; tối đa ${decimal(most / 1e6)}).`,
  animatedImage: (_detail, file = 'Ảnh đó') => `${file} là ảnh động. Hãy gửi một ảnh tĩnh.`,
  imageTooSmall: ({width, height, least}, file = 'Ảnh đó') =>
    `${file} quá nhỏ (${width} × ${height}; mỗi cạnh cần ít nhất ${least} pixel).`,
  imageTooNarrow: ({width, height, most}, file = 'Ảnh đó') =>
    `${file} quá hẹp (${width} × ${height}; cạnh dài tối đa gấp ${most} lần cạnh ngắn).`,
  damagedImage: (_detail, file = 'Tệp đó') => `${file} bị hỏng. Hãy gửi bản khác.`,
  truncatedImage: (_detail, file = 'Tệp đó') => `${file} chưa đầy đủ. Hãy gửi lại.`,
  tooCostly: (_detail, file = 'Tệp đó') => `${file} tốn quá nhiều bộ nhớ để đọc. Hãy gửi bản nhỏ hơn.`,
  foreignAddress: () => 'Tôi chỉ nhận tệp từ Discord. Hãy đính kèm ảnh.',
  fileTooLarge: ({bytes, most}, file = 'Tệp đó') =>
    `${file} quá nặng (${bytes === undefined ? '' : `${mebibytes(bytes)}; `}tối đa ${mebibytes(most)}).`,
  downloadStatus: ({status}, file = 'tệp đó') => `Discord không đưa ${file} cho tôi (HTTP ${status}).`,
  downloadTimeout: (_detail, file = 'Tệp đó') => `${file} mãi không tải xong.`,
  downloadBroken: (_detail, file = 'tệp đó') => `Kết nối bị ngắt khi tôi đang tải ${file}.`,
  noImage: () => 'Tin nhắn đó không có ảnh.',
  optionRange: ({option, inForm, least, most, whole, received}) =>
    `${called(option, inForm)} phải là ${whole ? 'số nguyên' : 'số'} từ ${decimal(least)} đến ${decimal(most)}, không phải ${received}.`,
  optionChoice: ({option, expected, received}) =>
    `\`${nameOf(option)}\` phải là ${oneOf(expected.map(choiceName))}, không phải ${received}.`,
  styleMissing: () => 'Chọn một bức tranh:',
  tooManyStyles: ({most, received}) => `Chỉ pha trộn được ${most} bức; bạn đã chọn ${received}.`,
  styleTwice: ({title}) => `Bạn đã chọn ${title} hai lần.`,
  blendShares: ({expected, given, received}) =>
    given === expected
      ? `Tôi không hiểu tỉ lệ “${received}”. Hãy viết như ${Array.from({length: expected}, (_, i) => expected - i).join(':')}.`
      : `Bạn cho ${given} phần với ${expected} bức tranh.`,
  unknownStyle: ({received, related}) =>
    `Không có “${received}”. ${related ? 'Gần nhất ở đầu:' : 'Chọn một bức tranh:'}`,
  styleStrongest: () => 'Phong cách đã đậm nhất rồi.',
  styleWeakest: () => 'Phong cách đã nhạt nhất rồi.',
  largestAlready: ({limit}) => `Tranh đã lớn nhất mức cho phép ở đây (${count(limit)} pixel).`,
  noPicture: () => 'Tôi không có (hoặc không còn) bức này.',
  noFrames: () => 'Tranh vẽ nhanh quá nên không có quá trình vẽ. Hãy thử kích thước lớn hơn.',
  timeLapseUnderWay: () => 'Tôi đang làm một đoạn phim cho bạn rồi.',
  noGallery: () => 'Máy chủ này chưa có kênh trưng bày. Người quản lý có thể chọn bằng `/vẽ-lại-quản-lý`.',
  noModerators: () => 'Máy chủ này không còn nhận báo cáo. Bạn hãy tự nhắn người kiểm duyệt nhé.',
  moderatorsOutOfReach: () => 'Tôi không gửi được tới kênh của người kiểm duyệt. Bạn hãy tự nhắn họ nhé.',
  reportsUsed: ({most, until}) =>
    `Cảm ơn bạn đã để ý. Trong một giờ bạn đã gửi ${count(most)} báo cáo cho người kiểm duyệt ở đây, đó là số tối đa tôi chuyển giúp. Bạn có thể báo cáo tiếp ${relative(until)}; nếu gấp, bạn hãy tự nhắn họ nhé.`,
  galleryClosed: ({channelId}) =>
    `Tôi không đăng được trong <#${channelId}>. Tôi cần quyền xem kênh, gửi tin nhắn và đính kèm tệp ở đó.`,
  titleWithoutLetters: () => 'Tên tranh cần có chữ cái (a–z) hoặc chữ số.',
  titleTaken: () => 'Tên này đã có rồi. Hãy chọn tên khác.',
  shelfFull: ({most}) => `Máy chủ này đã có ${count(most)} phong cách riêng, mức tối đa. Hãy bỏ bớt trước.`,
  notAdded: ({received}) => `“${received}” không phải phong cách riêng của máy chủ này.`,
  ownerFull: ({owned, most}) =>
    `Bạn đang có ${owned} bức chưa xong (tối đa ${most}). Huỷ bớt bằng \`/${commands.queue.name}\`, hoặc đợi vẽ xong.`,
  notYours: () => 'Chỉ người đã yêu cầu bức này, hoặc người kiểm duyệt, mới làm được.',
  notYourBell: () => 'Chỉ người đã yêu cầu bức này mới nhận được thông báo.',
  listFull: ({most}) => `Danh sách đã đầy (${count(most)} mục). Hãy bỏ bớt trước.`,
  cooldown: ({until}) => `Bạn có thể yêu cầu tiếp ${relative(until)}.`,
  quotaUsed: ({until}) => `Bạn đã dùng hết lượt hôm nay. Có lượt mới ${relative(until)}.`,
  paused: ({why}) =>
    `Tôi đang tạm dừng: người vận hành tạm không nhận tranh mới${why === undefined ? '' : ` (${why})`}. Hãy thử lại sau.`,
  unknownServer: ({received}) => `Tôi không ở trong máy chủ nào có mã “${received}”.`,
  blockedByConfiguration: ({variable}) => `Cấu hình của tôi chặn rồi. Hãy sửa \`${variable}\`.`,
  notBlocked: ({received}) => `${received} không bị chặn.`,
  optionMissing: ({options}) => `Hãy điền ${oneOf(options.map((option) => `\`${option}\``))}.`,
  blockedUser: () => 'Bạn không thể yêu cầu tranh ở đây.',
  blockedGuild: () => 'Tôi không được phép vẽ trong máy chủ này.',
  channelNotAllowed: ({allowed}) =>
    `Ở đây tôi chỉ vẽ trong ${all(allowed.map((channel) => `<#${channel}>`))}.`,
  roleNeeded: ({roles}) => `Ở đây tôi chỉ vẽ cho ${oneOf(roles.map((role) => `<@&${role}>`))}.`,
  queueFull: ({seconds}) =>
    `Hàng đợi đã đầy.${seconds === undefined ? ' Hãy thử lại sau.' : ` Khoảng ${count(seconds)} giây nữa sẽ có chỗ.`}`,
  diskFull: () => 'Ổ đĩa của tôi đã đầy. Hãy báo cho người vận hành.',
  diskReadOnly: () => 'Ổ đĩa của tôi chỉ cho đọc. Hãy báo cho người vận hành.',
  diskForbidden: () => 'Tôi không được phép ghi vào ổ đĩa. Hãy báo cho người vận hành.',
  diskBroken: () => 'Dữ liệu của tôi bị hỏng. Hãy báo cho người vận hành.',
  inputBlocked: () => 'Bộ kiểm duyệt không cho phép ảnh đó.',
  outputBlocked: () => 'Bộ kiểm duyệt đã giữ lại bức tranh vẽ xong.',
};

export const errors: Words['errors'] = {
  reasons,
  codes: {
    BAD_IMAGE: (reason) => reason,
    ATTACHMENT_REFUSED: (reason) => reason,
    DOWNLOAD_FAILED: (reason) => `${reason} Hãy thử lại.`,
    BAD_OPTION: (reason) => reason,
    UNKNOWN_STYLE: (reason) => reason,
    QUEUE_FULL: (reason) => reason,
    QUOTA: (reason) => reason,
    NOT_WELCOME: (reason) => reason,
    UNKNOWN_JOB: () => 'Tôi không còn giữ ảnh của bức này. Hãy bắt đầu bức mới bằng `/vẽ-lại`.',
    PAUSED: (reason) => reason,
    OWNERS_ONLY: () => 'Chỉ người vận hành tôi mới dùng được lệnh này.',
    NOT_ALLOWED: (reason) => reason,
    MODERATED: (reason) => reason,
    MODERATION_FAILED: () => 'Hiện không kiểm duyệt được ảnh. Hãy thử lại sau.',
    SHUTTING_DOWN: () => 'Tôi đang khởi động lại. Hãy thử lại sau một phút.',
    ONLY_IN_SERVERS: () => 'Chỉ dùng được trong máy chủ có tôi là thành viên.',
    RENDER_CRASHED: () => 'Có lỗi ở phía tôi. Hãy thử lại.',
    GIVEN_UP: () =>
      'Tôi bị dừng nhiều lần khi vẽ bức này. Hãy thử kích thước nhỏ hơn hoặc chất lượng thấp hơn.',
    RENDER_TIMEOUT: () =>
      'Bức này vẽ quá lâu nên tôi đã dừng. Hãy thử kích thước nhỏ hơn hoặc chất lượng thấp hơn.',
    OUT_OF_MEMORY: () => 'Bức này cần nhiều bộ nhớ hơn tôi có. Hãy thử kích thước nhỏ hơn.',
    WEIGHTS_UNAVAILABLE: () =>
      'Hiện tôi không vẽ được. Hãy báo người vận hành xem lại trọng số của mạng nơ-ron.',
    DEVICE_UNAVAILABLE: () => 'Hiện tôi không vẽ được. Hãy báo người vận hành xem lại thiết bị dùng để vẽ.',
    BROKEN_INSTALLATION: () => 'Hiện tôi không vẽ được. Hãy báo người vận hành sửa lại phần cài đặt.',
    STORAGE: (reason) => reason,
    BAD_CONFIG: () => 'Hiện tôi không làm được việc đó. Hãy báo người vận hành xem lại cấu hình.',
  },
  bug: (errorId) => `Có lỗi ở phía tôi. Nếu lặp lại, hãy báo người vận hành mã lỗi \`${errorId}\`.`,
};
