import type {Words} from '../en.ts';
import {createNumerals} from '../numerals.ts';

const {decimal, count} = createNumerals('vi');

export const commands: Words['commands'] = {
  stylize: {
    name: 'vẽ-lại',
    description: 'Vẽ lại một bức ảnh theo phong cách của một bức tranh',
    options: {
      image: {name: 'ảnh', description: 'Bức ảnh cần vẽ lại'},
      style: {name: 'phong-cách', description: 'Bức tranh làm mẫu: gõ tên tranh hoặc tên hoạ sĩ'},
      style_2: {name: 'phong-cách-2', description: 'Bức tranh thứ hai, pha trộn với bức thứ nhất'},
      style_3: {name: 'phong-cách-3', description: 'Bức tranh thứ ba, pha trộn với các bức trên'},
      style_image: {name: 'tranh-mẫu', description: 'Tranh mẫu của riêng bạn, dùng một mình hoặc pha trộn'},
      blend: {
        name: 'tỉ-lệ',
        description: 'Tỉ lệ các tranh, ví dụ 2:1 (mặc định: bằng nhau)',
      },
      strength: {
        name: 'độ-mạnh',
        description: (standard) => `Phong cách đậm hay nhạt (mặc định ${decimal(standard)})`,
      },
      style_scale: {
        name: 'cỡ-nét',
        description: (standard) => `Cỡ nét cọ: 2 là to, 0,5 là nhỏ (mặc định ${decimal(standard)})`,
      },
      size: {
        name: 'kích-thước',
        description: (standard) => `Cạnh dài, tính bằng pixel (mặc định ${count(standard)})`,
      },
      quality: {
        name: 'chất-lượng',
        description: (standard) => `Chất lượng càng cao càng lâu xong (mặc định ${standard})`,
      },
      colors: {name: 'màu-sắc', description: (standard) => `Lấy màu từ đâu (mặc định ${standard})`},
      seed: {name: 'seed', description: 'Cùng seed thì cùng tranh (mặc định: ngẫu nhiên)'},
      private: {name: 'riêng-tư', description: 'Chỉ mình bạn thấy bức tranh (mặc định: không)'},
    },
    quality: {draft: 'phác thảo', standard: 'tiêu chuẩn', high: 'cao'},
    colors: {style: 'tranh mẫu', keep: 'ảnh gốc', match: 'tranh mẫu, hợp với ảnh'},
  },
  stylizeMessage: {name: 'Vẽ lại ảnh này'},
  styles: {name: 'phong-cách', description: 'Xem các bức tranh mẫu để chọn'},
  stylesAdd: {
    name: 'thêm-phong-cách',
    description: 'Thêm một bức tranh của bạn vào các phong cách của máy chủ này',
    options: {
      title: {name: 'tên-tranh', description: 'Bức tranh tên là gì'},
      image: {name: 'ảnh', description: 'Bức tranh cần thêm'},
      artist: {name: 'hoạ-sĩ', description: 'Ai đã vẽ'},
    },
  },
  stylesRemove: {
    name: 'bỏ-phong-cách',
    description: 'Bỏ một bức tranh mà máy chủ này đã thêm',
    options: {style: {name: 'phong-cách', description: 'Bức nào trong số đó'}},
  },
  queue: {name: 'hàng-đợi', description: 'Tranh của bạn, đã xong và đang vẽ'},
  help: {name: 'vẽ-lại-trợ-giúp', description: 'Cách dùng'},
  forget: {name: 'vẽ-lại-xoá-dữ-liệu', description: 'Xoá tranh và dữ liệu của bạn'},
  admin: {
    name: 'vẽ-lại-quản-lý',
    description: 'Quy định về tranh trong máy chủ này',
    show: {name: 'xem', description: 'Xem mọi thiết lập'},
    limits: {
      name: 'giới-hạn',
      description: 'Kích thước và tần suất (0 = theo bot)',
      options: {
        default_size: {
          name: 'cỡ_mặc_định',
          description: 'Kích thước khi không ai chọn, tính bằng pixel',
        },
        max_size: {name: 'cỡ_tối_đa', description: 'Kích thước tối đa, tính bằng pixel'},
        running: {name: 'cùng_lúc', description: 'Số bức một người được xếp hàng'},
        cooldown: {name: 'giãn_cách', description: 'Số giây giữa hai bức của một người'},
        daily: {name: 'mỗi_ngày', description: 'Số bức mỗi ngày của một người (UTC)'},
      },
    },
    channel: {
      name: 'kênh',
      description: 'Chỉ cho vẽ ở một số kênh',
      options: {
        channel: {name: 'kênh', description: 'Kênh'},
        allowed: {name: 'cho_phép', description: 'Thêm vào danh sách kênh được phép, hoặc bỏ ra'},
      },
    },
    role: {
      name: 'vai-trò',
      description: 'Chỉ cho một số vai trò yêu cầu tranh',
      options: {
        role: {name: 'vai_trò', description: 'Vai trò'},
        allowed: {name: 'cho_phép', description: 'Thêm vào danh sách vai trò được phép, hoặc bỏ ra'},
      },
    },
    gallery: {
      name: 'trưng-bày',
      description: 'Kênh trưng bày cho ⭐ (bỏ trống để tắt)',
      options: {channel: {name: 'kênh', description: 'Kênh'}},
    },
    log: {
      name: 'nhật-ký',
      description: 'Kênh ghi một dòng cho mỗi yêu cầu (bỏ trống để tắt)',
      options: {channel: {name: 'kênh', description: 'Kênh'}},
    },
    block: {
      name: 'chặn',
      description: 'Không cho ai đó dùng tôi trong máy chủ này',
      options: {
        user: {name: 'người_dùng', description: 'Người đó'},
        blocked: {name: 'chặn', description: 'Chặn, hoặc cho phép lại'},
      },
    },
    reset: {name: 'đặt-lại', description: 'Trở về thiết lập của bot'},
  },
};
