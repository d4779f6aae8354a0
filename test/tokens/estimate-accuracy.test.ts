import { existsSync, globSync, readFileSync } from 'node:fs';
import { countTokens } from 'gpt-tokenizer';
import { describe, expect, it } from 'vitest';
import { estimateTextTokens } from '../../src/tokens/estimate-tokens.js';

const DATA = new URL('../../../shared/data/intents-dev.jsonl', import.meta.url);
const ROOT = new URL('../../', import.meta.url);

/** Written for this test: languages that the data set has not. */
const PARAGRAPHS = [
  {
    language: 'Portuguese',
    text: 'Ontem à noite choveu tanto que a rua do mercado ficou alagada. Os vizinhos levaram as bancas de fruta para dentro da igreja, e hoje de manhã já se vendia tudo como se nada tivesse acontecido.',
  },
  {
    language: 'Dutch',
    text: 'Gisteravond regende het zo hard dat de straat bij de markt onder water stond. De buren hebben de kramen met fruit naar de kerk gebracht, en vanochtend werd alles weer verkocht alsof er niets gebeurd was.',
  },
  {
    language: 'Polish',
    text: 'Wczoraj wieczorem padało tak mocno, że ulica przy targu znalazła się pod wodą. Sąsiedzi przenieśli stragany z owocami do kościoła, a dziś rano wszystko sprzedawano tak, jakby nic się nie stało.',
  },
  {
    language: 'Turkish',
    text: 'Dün akşam o kadar çok yağmur yağdı ki pazarın yanındaki sokak sular altında kaldı. Komşular meyve tezgâhlarını camiye taşıdılar ve bu sabah hiçbir şey olmamış gibi her şey yine satılıyordu.',
  },
  {
    language: 'Vietnamese',
    text: 'Tối qua trời mưa to đến mức con đường cạnh chợ bị ngập. Hàng xóm đã mang các sạp trái cây vào trong đình, và sáng nay mọi thứ lại được bán như chưa có chuyện gì xảy ra.',
  },
  {
    language: 'Ukrainian',
    text: 'Учора ввечері йшов такий сильний дощ, що вулицю біля ринку затопило. Сусіди перенесли ятки з фруктами до церкви, а сьогодні вранці все знову продавали, ніби нічого не сталося.',
  },
  {
    language: 'Greek',
    text: 'Χθες το βράδυ έβρεξε τόσο πολύ που ο δρόμος δίπλα στην αγορά πλημμύρισε. Οι γείτονες μετέφεραν τους πάγκους με τα φρούτα στην εκκλησία, και σήμερα το πρωί όλα πουλιόνταν πάλι σαν να μην είχε συμβεί τίποτα.',
  },
  {
    language: 'Arabic',
    text: 'أمطرت السماء مساء أمس بغزارة حتى غمرت المياه الشارع المجاور للسوق. نقل الجيران عربات الفاكهة إلى المسجد، وفي هذا الصباح عاد كل شيء يباع كأن شيئا لم يكن.',
  },
  {
    language: 'Hindi',
    text: 'कल शाम इतनी तेज़ बारिश हुई कि बाज़ार के पास की सड़क पानी में डूब गई। पड़ोसियों ने फलों की दुकानें मंदिर में पहुँचा दीं, और आज सुबह सब कुछ फिर से ऐसे बिक रहा था जैसे कुछ हुआ ही न हो।',
  },
  {
    language: 'Thai',
    text: 'เมื่อคืนฝนตกหนักมากจนถนนข้างตลาดน้ำท่วม เพื่อนบ้านช่วยกันย้ายแผงผลไม้เข้าไปไว้ในวัด และเช้านี้ทุกอย่างก็กลับมาขายได้เหมือนไม่มีอะไรเกิดขึ้น',
  },
  {
    language: 'Korean',
    text: '어젯밤에 비가 너무 많이 와서 시장 옆 골목이 물에 잠겼다. 이웃들이 과일 좌판을 교회 안으로 옮겼고, 오늘 아침에는 아무 일도 없었던 것처럼 모든 것이 다시 팔리고 있었다.',
  },
];

/** Of one text, as a share of the truth. */
function errorOf(text: string): number {
  const truth = countTokens(text, { allowedSpecial: 'all' });
  return Math.abs(estimateTextTokens(text) - truth) / truth;
}

function meanError(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + errorOf(text), 0) / texts.length;
}

function filesLike(pattern: string): string[] {
  const paths = globSync(pattern, { cwd: ROOT });
  return paths.map((path) => readFileSync(new URL(path, ROOT), 'utf8'));
}

describe.skipIf(!existsSync(DATA))(
  'the estimates of the data set (skipped where it is absent)',
  () => {
    it('are off by less than 12 % on average in each language', () => {
      const lines = readFileSync(DATA, 'utf8').trim().split('\n');
      const prompts = lines.map((line) => JSON.parse(line) as { prompt: string; lang: string });
      const languages = new Set(prompts.map(({ lang }) => lang));
      const errors = Array.from(languages, (language) => {
        const texts = prompts.filter(({ lang }) => lang === language).map(({ prompt }) => prompt);
        return { language, error: meanError(texts) };
      });
      expect(errors).toHaveLength(8);
      expect(errors.filter(({ error }) => error >= 0.12)).toEqual([]);
    });
  },
);

describe('the estimate', () => {
  it.each(PARAGRAPHS)('of a paragraph in $language is off by less than 25 %', ({ text }) => {
    expect(errorOf(text)).toBeLessThan(0.25);
  });

  it.each([
    { kind: 'TypeScript', pattern: 'src/**/*.ts' },
    { kind: 'JSON', pattern: '*.json' },
    { kind: 'Markdown', pattern: '*.md' },
  ])('of $kind is off by less than 20 % on average', ({ pattern }) => {
    const texts = filesLike(pattern);
    expect(texts.length).toBeGreaterThan(2);
    expect(meanError(texts)).toBeLessThan(0.2);
  });

  it('of long prose is off by less than 10 %, though only a sample of it is read', () => {
    const text = filesLike('*.md').join('\n');
    expect(text.length).toBeGreaterThan(12_288);
    expect(errorOf(text)).toBeLessThan(0.1);
  });
});
