import type { LanguageRules } from './language-rules.js';

/**
 * Vietnamese. Each syllable is a word, and without its tone often another one (viết, "write", is Việt, "Vietnamese",
 * then): so there are hardly any single syllables here.
 */
export const vietnamese: LanguageRules = {
  language: 'vi',
  common: 'là và của có cho không được các những một trong với này tôi bạn hãy',
  // "X là gì", "ở đâu", "bao nhiêu": what is asked for stands where the answer would.
  verbLast: true,
  translate:
    'dịch sang, dịch câu, dịch đoạn, dịch cho, hãy dịch, tôi dịch, bản dịch, sang tiếng, dịch … ra tiếng, nói … bằng tiếng, tiếng anh là gì, tiếng việt là gì',
  // "nổi tiếng nhất", "the most famous", must not be Japanese.
  languages:
    'tiếng anh, tiếng việt, tiếng trung, tiếng pháp, tiếng đức, tiếng hàn, tiếng tây ban nha, tiếng nhật bản',
  summarize: 'tóm tắt, tóm lược, tóm gọn, tóm lại, rút gọn',
  summary: 'ý chính, điểm chính, nội dung chính, bản tóm tắt',
  program:
    'viết hàm, một hàm, đoạn mã, mã nguồn, viết mã, viết chương trình, một chương trình, mã python, lập trình, thuật toán, câu lệnh, trang web, gỡ lỗi, truy vấn, chuỗi con, cấu trúc dữ liệu, đệ quy, cây nhị phân, độ phức tạp',
  fault: 'gặp lỗi, bị lỗi, báo lỗi, sửa lỗi',
  make: 'viết một, hãy viết, viết hàm, viết chương trình, viết bài, viết đoạn, viết thư, viết email, viết mô tả, viết về, viết cho, viết tiếp, tôi viết, soạn, sáng tác, nghĩ ra, kể một',
  give: 'tạo một, tạo ra, tạo cho, đưa ra, cung cấp, cho tôi, thiết kế một',
  rework: 'viết lại, sửa lại, sửa đoạn, sửa câu, chỉnh sửa, ngữ pháp, chính tả, tự nhiên hơn',
  piece:
    'bài thơ, câu chuyện, một truyện, truyện ngắn, đoạn văn, bài văn, bài luận, bài viết, bài đăng, bài blog, bài hát, bức thư, một email, nhân vật, tiêu đề, mô tả sản phẩm, lời chúc, báo cáo, đơn xin',
  style: 'phong cách, giọng điệu, hấp dẫn, sáng tạo, trang trọng, thuyết phục, hài hước',
  brief: 'ngắn gọn',
  role: 'đóng vai, hãy tưởng tượng, giả sử bạn, bạn là một',
  explain:
    'giải thích, mô tả, trình bày, so sánh, phân biệt, phân tích, thảo luận, bàn về, kể về, minh họa, dạy tôi, dạy mình, cho tôi biết',
  why: 'tại sao, vì sao, lý do, nguyên nhân, như thế nào, điều gì xảy ra, điều gì sẽ xảy ra',
  what: 'là gì, nghĩa là gì',
  concept:
    'khác nhau, khác biệt, điểm khác, khái niệm, ý nghĩa, nguyên tắc, nguyên lý, ảnh hưởng, tác động, quá trình, lợi ích, dễ hiểu',
  howto: 'làm thế nào, làm sao, cách nào, thế nào để, cách sử dụng, hướng dẫn, các bước',
  fact: 'bao nhiêu, ở đâu, thủ đô, dân số, diện tích, cao nhất',
  task: 'liệt kê, đề xuất, gợi ý, xác định, trích xuất, phân loại, sắp xếp, đánh giá, điền từ, lựa chọn',
};
