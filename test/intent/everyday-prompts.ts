import type { Intent } from '../../src/contracts/intent-detector.js';

/** What people of each language ask for on any day, by what it is for. */
export const everydayPrompts: {
  readonly [language: string]: { readonly [intent in Intent]: readonly string[] };
} = {
  en: {
    code_generation: [
      'Write a Python function that removes duplicates from a list',
      'My script crashes with a KeyError, how can I fix it?',
    ],
    education: ['Explain how a refrigerator works', 'Why do leaves turn red in autumn?'],
    writing: [
      'Write a short poem about my grandmother',
      'Draft an email to my landlord about the broken heating',
    ],
    translation: [
      'Translate this sentence into Spanish: I am hungry',
      'How do you say good luck in Italian?',
    ],
    summarization: [
      'Summarize this article in three sentences',
      'Give me the main points of this report',
    ],
    general: ['What time is it in Tokyo?', 'Recommend a good restaurant in Lisbon'],
  },
  zh: {
    code_generation: ['用Python写一个函数，计算列表的平均值', '帮我写一个批量重命名文件的脚本'],
    education: ['请解释光合作用的原理', '为什么海水是咸的？'],
    writing: ['写一首关于春天的诗', '帮我写一封感谢老师的邮件'],
    translation: ['把这句话翻译成英文', '请将下面的段落翻译成日语'],
    summarization: ['请总结这篇文章', '概括一下这段话的主要内容'],
    general: ['北京明天天气怎么样？', '推荐几家上海的餐厅'],
  },
  ja: {
    code_generation: [
      'Pythonでリストの重複を取り除く関数を書いてください',
      'このコードのエラーを直してください',
    ],
    education: ['光合成の仕組みを説明してください', 'なぜ空は青いのですか？'],
    writing: ['春についての詩を書いてください', '上司に送るお礼のメールを書いてください'],
    translation: ['この文章を英語に翻訳してください', '次の文を日本語に訳してください'],
    summarization: ['この記事を要約してください', '次の文章の要点を3つにまとめてください'],
    general: ['東京で一番高い建物はどこですか？', 'おすすめのレストランを教えて'],
  },
  ko: {
    code_generation: [
      '파이썬으로 리스트에서 중복을 제거하는 함수를 작성해 줘',
      '이 코드의 오류를 고쳐 줘',
    ],
    education: ['광합성의 원리를 설명해 주세요', '하늘은 왜 파란가요?'],
    writing: ['봄에 대한 시를 써 줘', '선생님께 보낼 감사 편지를 써 주세요'],
    translation: ['이 문장을 영어로 번역해 주세요', '다음 글을 한국어로 번역해 줘'],
    summarization: ['이 기사를 요약해 주세요', '다음 글을 세 문장으로 요약해 줘'],
    general: ['서울에서 부산까지 얼마나 걸려요?', '제주도 맛집 추천해 줘'],
  },
  es: {
    code_generation: [
      'Escribe una función en Python que ordene una lista',
      '¿Cómo puedo corregir este error en mi código?',
    ],
    education: ['Explica cómo funciona un motor eléctrico', '¿Por qué el mar es salado?'],
    writing: [
      'Escribe un poema sobre la lluvia',
      'Redacta un correo para mi jefe pidiendo vacaciones',
    ],
    translation: ['Traduce esta frase al inglés', '¿Cómo se dice gracias en alemán?'],
    summarization: ['Resume este artículo en tres frases', 'Haz un resumen de este capítulo'],
    general: ['¿Cuántos habitantes tiene Madrid?', 'Recomiéndame un restaurante en Sevilla'],
  },
  fr: {
    code_generation: [
      'Écris une fonction Python qui trie une liste',
      'Corrige cette erreur dans mon code JavaScript',
    ],
    education: [
      'Explique comment fonctionne un moteur électrique',
      'Pourquoi la mer est-elle salée ?',
    ],
    writing: [
      'Écris un poème sur la pluie',
      'Rédige une lettre de motivation pour un poste de serveur',
    ],
    translation: ['Traduis cette phrase en anglais', 'Comment dit-on merci en allemand ?'],
    summarization: ['Résume cet article en trois phrases', 'Fais un résumé de ce chapitre'],
    general: ["Combien d'habitants y a-t-il à Lyon ?", 'Recommande-moi un restaurant à Nice'],
  },
  de: {
    code_generation: [
      'Schreibe eine Python-Funktion, die eine Liste sortiert',
      'Wie behebe ich diesen Fehler in meinem Code?',
    ],
    education: ['Erkläre mir, wie ein Elektromotor funktioniert', 'Warum ist das Meer salzig?'],
    writing: ['Schreibe ein Gedicht über den Regen', 'Verfasse eine Bewerbung als Verkäuferin'],
    translation: ['Übersetze diesen Satz ins Englische', 'Wie sagt man Danke auf Italienisch?'],
    summarization: [
      'Fasse diesen Artikel in drei Sätzen zusammen',
      'Gib mir eine Zusammenfassung dieses Kapitels',
    ],
    general: ['Wie viele Einwohner hat Hamburg?', 'Empfiehl mir ein Restaurant in Köln'],
  },
  it: {
    code_generation: [
      'Scrivi una funzione Python che ordina una lista',
      'Come posso correggere questo errore nel mio codice?',
    ],
    education: ['Spiegami come funziona un motore elettrico', 'Perché il mare è salato?'],
    writing: ['Scrivi una poesia sulla pioggia', 'Scrivi una lettera di scuse al mio vicino'],
    translation: ['Traduci questa frase in inglese', 'Come si dice grazie in tedesco?'],
    summarization: [
      'Riassumi questo articolo in tre frasi',
      'Fammi un riassunto di questo capitolo',
    ],
    general: ['Quanti abitanti ha Torino?', 'Consigliami un ristorante a Napoli'],
  },
  pt: {
    code_generation: [
      'Escreva uma função em Python que ordene uma lista',
      'Como corrijo este erro no meu código?',
    ],
    education: ['Explique como funciona um motor elétrico', 'Por que o mar é salgado?'],
    writing: [
      'Escreva um poema sobre a chuva',
      'Escreva uma carta de apresentação para uma vaga de vendedor',
    ],
    translation: ['Traduza esta frase para o inglês', 'Como se diz obrigado em alemão?'],
    summarization: ['Resuma este artigo em três frases', 'Faça um resumo deste capítulo'],
    general: ['Quantos habitantes tem Lisboa?', 'Recomende um restaurante no Porto'],
  },
  ru: {
    code_generation: [
      'Напиши функцию на Python, которая сортирует список',
      'Как исправить эту ошибку в моём коде?',
    ],
    education: ['Объясни, как работает электродвигатель', 'Почему море солёное?'],
    writing: ['Напиши стихотворение о дожде', 'Напиши письмо начальнику с просьбой об отпуске'],
    translation: ['Переведи это предложение на английский'],
    summarization: ['Кратко перескажи эту статью', 'Сделай краткое содержание этой главы'],
    general: ['Сколько жителей в Казани?', 'Посоветуй ресторан в Москве'],
  },
  hi: {
    code_generation: ['पायथन में एक फंक्शन लिखो जो सूची को क्रम से लगाए', 'मेरे कोड में यह एरर कैसे ठीक करूं?'],
    education: ['समझाइए कि बिजली की मोटर कैसे काम करती है', 'समुद्र का पानी खारा क्यों होता है?'],
    writing: ['बारिश पर एक कविता लिखो', 'अपने बॉस को छुट्टी के लिए एक ईमेल लिखें'],
    translation: ['इस वाक्य का अंग्रेजी में अनुवाद करें', 'इस पैराग्राफ का हिंदी में अनुवाद कीजिए'],
    summarization: ['इस लेख का सारांश लिखें', 'इस अध्याय का सारांश तीन वाक्यों में दीजिए'],
    general: ['भारत की राजधानी क्या है?', 'दिल्ली में एक अच्छा रेस्टोरेंट सुझाओ'],
  },
  ar: {
    code_generation: ['اكتب دالة بلغة بايثون ترتب قائمة', 'كيف أصلح هذا الخطأ في الكود؟'],
    education: ['اشرح كيف يعمل المحرك الكهربائي', 'لماذا ماء البحر مالح؟'],
    writing: ['اكتب قصيدة عن المطر', 'اكتب رسالة إلى مديري أطلب فيها إجازة'],
    translation: ['ترجم هذه الجملة إلى الإنجليزية', 'كيف أقول شكرا بالألمانية؟'],
    summarization: ['لخص هذا المقال في ثلاث جمل', 'أعطني ملخصا لهذا الفصل'],
    general: ['كم عدد سكان القاهرة؟', 'اقترح مطعما جيدا في دبي'],
  },
  id: {
    code_generation: [
      'Tulis fungsi Python untuk mengurutkan daftar',
      'Bagaimana cara memperbaiki error di kode ini?',
    ],
    education: ['Jelaskan cara kerja motor listrik', 'Mengapa air laut asin?'],
    writing: ['Tulis puisi tentang hujan', 'Buatkan surat lamaran kerja sebagai kasir'],
    translation: ['Terjemahkan kalimat ini ke bahasa Inggris'],
    summarization: ['Ringkas artikel ini dalam tiga kalimat', 'Buat ringkasan dari bab ini'],
    general: ['Berapa jumlah penduduk Surabaya?', 'Rekomendasikan restoran di Bandung'],
  },
  tr: {
    code_generation: [
      'Bir listeyi sıralayan bir Python fonksiyonu yaz',
      'Kodumdaki bu hatayı nasıl düzeltebilirim?',
    ],
    education: ['Elektrik motorunun nasıl çalıştığını açıkla', 'Deniz suyu neden tuzludur?'],
    writing: ['Yağmur hakkında bir şiir yaz', 'Patronuma izin istemek için bir e-posta yaz'],
    translation: ['Bu cümleyi İngilizceye çevir', 'Almanca teşekkür ederim nasıl denir?'],
    summarization: ['Bu makaleyi üç cümleyle özetle', 'Bu bölümün özetini çıkar'],
    general: ["Ankara'nın nüfusu kaç?", "İzmir'de bir restoran öner"],
  },
  vi: {
    code_generation: ['Viết hàm Python để sắp xếp một danh sách'],
    education: ['Giải thích cách hoạt động của động cơ điện', 'Tại sao nước biển lại mặn?'],
    writing: ['Viết một bài thơ về mưa', 'Viết email xin nghỉ phép gửi sếp'],
    translation: ['Dịch câu này sang tiếng Anh', 'Cảm ơn trong tiếng Đức nói thế nào?'],
    summarization: ['Tóm tắt bài báo này trong ba câu', 'Hãy tóm tắt chương này giúp tôi'],
    general: ['Dân số của Hà Nội là bao nhiêu?', 'Gợi ý một nhà hàng ở Đà Nẵng'],
  },
  nl: {
    code_generation: [
      'Schrijf een Python-functie die een lijst sorteert',
      'Hoe los ik deze foutmelding in mijn code op?',
    ],
    education: ['Leg uit hoe een elektromotor werkt', 'Waarom is de zee zout?'],
    writing: [
      'Schrijf een gedicht over de regen',
      'Schrijf een motivatiebrief voor een baan als kok',
    ],
    translation: ['Vertaal deze zin naar het Engels', 'Hoe zeg je dank u wel in het Italiaans?'],
    summarization: [
      'Vat dit artikel samen in drie zinnen',
      'Maak een samenvatting van dit hoofdstuk',
    ],
    general: ['Hoeveel inwoners heeft Utrecht?', 'Kun je een restaurant in Gent aanbevelen?'],
  },
  pl: {
    code_generation: ['Napisz funkcję w Pythonie, która sortuje listę'],
    education: ['Wyjaśnij, jak działa silnik elektryczny', 'Dlaczego morze jest słone?'],
    writing: ['Napisz wiersz o deszczu', 'Napisz list motywacyjny na stanowisko kelnera'],
    translation: ['Przetłumacz to zdanie na angielski', 'Jak się mówi dziękuję po niemiecku?'],
    summarization: [
      'Streść ten artykuł w trzech zdaniach',
      'Przygotuj podsumowanie tego rozdziału',
    ],
    general: ['Ilu mieszkańców ma Kraków?', 'Poleć mi restaurację we Wrocławiu'],
  },
};
