import type { LanguageRules } from './language-rules.js';

/** Turkish. */
export const turkish: LanguageRules = {
  language: 'tr',
  verbLast: true,
  common: 've bir bu şu o da de ile için mi çok daha gibi ben sen olarak olan var değil en',
  courtesies: 'lütfen bana',

  translate: 'çevir*, tercüme*, nasıl denir, nasıl söylen*, nasıl söyler*, türkçesi*, ingilizcesi*',
  languages:
    'ingilizce*, türkçe*, almanca*, fransızca*, ispanyolca*, italyanca*, çince*, japonca*, arapça*',

  summarize: 'özetle*, kısalt, kısaltır*',
  summary: 'özet, özeti*, ana fik*, ana nokta*, önemli nokta*',

  program:
    'kod, kodu*, kodla*, fonksiyon*, program, programı*, programla*, sorgu, sorgusu*, algoritma*, uygulaması*, web site*, komutu*, düzenli ifade*, veritabanı*, veri yapı*, dosya*, değişken*, döngü*, sunucu*, sütun*, tam sayı*',
  fault: 'hata, hatası*, hatalar*, çalışmıyor*',

  // "yazar" alone is an author, "yazılım" software, "yazan" whoever wrote.
  make: 'yaz, yazın, yazınız, yazar mısın*, yazabil*, yazma*, yarat, tamamla*, devam ettir*',
  give: 'verin, verebil*, bana … ver, söyle*, anlatın, göster*, yapın, yapar mısın*, oluştur*, tasarla*',
  rework:
    'düzelt*, düzenle, düzenleyin, yeniden … yaz*, tekrar yaz*, dil bilgisi*, dilbilgisi*, yazım hata*, yazım yanlış*, daha resmi, daha profesyonel',
  piece:
    'hikaye*, makale*, cümle*, paragraf*, e posta*, mail*, mektu*, şiir*, mesaj*, metin, metni*, yazı, başlık*, başlığ*, kompozisyon*, konuşma, konuşması*, diyalog*, şarkı*, fıkra*, şaka*, masal*, slogan*, teklif*, rapor*',
  style: 'komik, yaratıcı, etkileyici, samimi, kibar*, çekici, profesyonel',
  brief: 'kısaca, tek cümle*, iki cümle*, üç cümle*, birkaç cümle*',
  role: 'gibi davran*, rolünü … oyna*, olduğunu hayal e*',

  explain:
    'açıkla, açıklayı*, açıklayabil*, açıklar*, anlat, anlatır*, anlatabil*, tanımla*, öğret, öğretebil*, öğrenmek ist*, anlamak ist*, anlamam*, karşılaştır*, tartış*, incele, inceleyin, hakkında bilgi',
  // Alone, "nasıl" asks for a way (howto).
  why: 'neden, niye, nasıl çalış*, nasıl işle*, nasıl ol*, nasıl etkile*, nasıl değiş*, nasıl geliş*, nasıl bir rol, ne olur*, sebebi*, nedeni ne*, nedenleri*',
  what: 'nedir, nelerdir, neydi, ne demek*, ne anlam*',
  concept:
    'farkı, farkları*, arasındaki fark*, anlamı*, kavram*, tanımı*, teori*, önemi*, etkisi*, etkileri*, rolü*, avantaj*, dezavantaj*, faydaları*, özellikleri*, ilişki*, deyim*, basit bir',
  howto: 'nasıl',
  fact: 'kaç, kim, hangi*, ne zaman*, en büyük, en iyi, var mı',
  task: 'öner*, bul, bulun, sırala*, listele*, hesapla*, planla*, planı, çözün, sınıflandır*, yanıtla*, cevapla*, cevap ver*, seç, seçin, belirle*, tespit e*, tahmin e*, çıkar, çıkarın, tarifi',
};
