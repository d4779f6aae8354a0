import type { WordTable } from './kinds.js';

/** Chinese, in simplified characters. */
export const chinese: WordTable = {
  'translation.translate': '翻译成, 翻译为, 翻译下, 请翻译, 翻译家, 担任翻译, 怎么说',
  'summarization.summarize': '总结, 摘要, 概括, 归纳, 要点',
  'code_generation.artifact': '代码, 函数, 脚本, 程序, 查询, 正则, 爬虫, 命令, 网页, 编程',
  'code_generation.trade': '如何使用, 如何在, 实现, 数据库, 字符串, 数组, 终端',
  'writing.write': '写, 创作, 编辑, 起草',
  'writing.rework': '修改, 修正, 润色, 语法',
  'writing.piece':
    '故事, 小说, 诗, 歌词, 文案, 标题, 邮件, 演讲, 作文, 论文, 剧本, 评论, 新闻, 笑话',
  'writing.role': '扮演, 充当, 担任',
  'education.explain': '解释, 介绍, 说明, 描述, 简述, 阐述, 教我, 讨论',
  'education.why': '为什么, 如何评估, 原因',
  'education.what': '什么是, 是什么, 哪些',
  'education.concept': '概念, 原理, 区别, 优缺点, 含义, 历史, 理论, 应用, 影响',
  'general.task': '推荐, 建议, 分类, 计算, 给出, 列出',
  'general.thing': '多少, 哪里, 哪家, 谁, 食谱, 旅, 投资, 公司, 计划, 数学',
};
