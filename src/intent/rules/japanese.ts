import type { WordTable } from './kinds.js';

/** Japanese. */
export const japanese: WordTable = {
  'translation.translate': '翻訳, 英訳, 和訳, 訳して, 英語で何, 英語でどう',
  'summarization.summarize': '要約, まとめて',
  'code_generation.artifact':
    'コード, プログラム, 関数, スクリプト, クエリ, 正規表現, サイト, バグ',
  'code_generation.trade': '配列, 文字列, 実装, アルゴリズム, データ, リスト',
  'writing.write': '書いて, 作成, 考えて, 作って',
  'writing.rework': '書き直, 言い換え, 添削, 校正, 文法, 編集',
  'writing.piece':
    '物語, 小説, 詩, 俳句, メール, 手紙, 記事, ブログ, スピーチ, 歌詞, タイトル, 段落, 文章',
  'writing.role': 'なりきって, なったつもり, 思い込んで, ふりをして, 役',
  'education.explain': '説明, 教えて, 解説, 概説, 述べて',
  'education.why': 'なぜ, どうして, どのように',
  'education.what': 'とは',
  'education.concept': '違い, 原則, 意味, 影響, 理論, 歴史, 仕組み',
  'general.task': '計算, 分類, 抽出, 挙げて, 提案, おすすめ, 求め',
  'general.thing': 'いくつ, いくら, 何人, どこ, 誰, いつ, どれ, 確率, レシピ, 方程式',
};
