import type {Words} from '../en.ts';

export const buttons: Words['buttons'] = {
  again: 'Vẽ lại',
  more: 'Đậm nét hơn',
  less: 'Nhẹ nét hơn',
  style: 'Phong cách khác',
  larger: 'Phóng to',
  timelapse: 'Quá trình vẽ',
  tweak: 'Tinh chỉnh',
  keep: 'Lưu giữ',
  delete: 'Xoá',
  cancel: 'Huỷ',
  previous: 'Trước',
  next: 'Sau',
  forget: 'Xoá tất cả',
};
