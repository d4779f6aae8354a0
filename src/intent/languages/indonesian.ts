import type { LanguageRules } from './language-rules.js';

/** Indonesian. */
export const indonesian: LanguageRules = {
  language: 'id',
  common: 'yang dan di ke dari untuk dengan ini itu adalah pada dalam tidak akan ada',
  courtesies:
    'tolong mohon coba silakan bisakah bisa dapatkah apakah saya aku kita kamu anda ingin mau perlu butuh harus untuk bantu membantu',

  translate:
    'terjemah*, menerjemah*, penerjemah*, ke bahasa, ke dalam bahasa, bahasa inggrisnya, bagaimana mengatakan',
  // The names without "bahasa" are those of countries and peoples.
  languages:
    'bahasa inggris*, bahasa indonesia*, bahasa arab, bahasa jepang, bahasa mandarin, bahasa korea, bahasa jerman, bahasa spanyol, bahasa jawa',

  summarize: 'ringkas*, meringkas, rangkum*, simpulkan',
  summary: 'ringkasan*, rangkuman*, intisari, poin utama, poin penting, inti dari',

  program:
    'kode*, fungsi, implementasikan, skrip*, algoritm*, aplikasi*, situs web, ekspresi reguler, larik, struktur data, basis data, pemrograman*, variabel*, rekursi*, biner',
  fault: 'eror, tidak jalan, gak jalan, tidak berfungsi',

  make: 'tulis*, menulis*, karang*, susun*, menyusun, cipta*, mencipta*, bayangkan, lengkapi*, lanjutkan',
  give: 'berikan*, memberi*, buat*, membuat*, bikin*, kasih, rancang*, merancang',
  rework:
    'tulis* ulang, parafras*, perbaiki*, memperbaiki, koreksi*, tata bahasa, ejaan, ubah kalimat, lebih formal, lebih sopan, lebih menarik',
  piece:
    'teks, cerita, cerpen, puisi*, pantun*, artikel*, surat, email*, surel, esai*, karangan*, paragraf*, kalimat*, judul*, deskripsi*, pidato*, percakapan*, karakter, naskah*, iklan*, laporan*, pengumuman',
  style: 'gaya*, lucu, kreatif, persuasif, memikat',
  brief:
    'secara singkat, dengan singkat, singkatnya, dalam satu kalimat, dalam dua kalimat, dalam tiga kalimat',
  role: 'berpura*, pura pura, bertindak*, berperan*, jadilah, anggap*, anda adalah, bayangkan anda',

  explain:
    'jelaskan*, jelasin, menjelaskan, uraikan*, deskripsikan*, definisikan*, ajar*, bahas, diskusikan*, ceritakan*, bandingkan*, analisis*, belajar, memahami, beri* penjelasan',
  why: 'mengapa*, kenapa*, bagaimana*, bagaimana cara kerja, apa yang terjadi, apa yang akan terjadi, apa yang menyebabkan, apa penyebab*, apa alasan*, apa pengaruh*, apa dampak*, apa peran*',
  what: 'apa, apakah itu, apa yang dimaksud*',
  concept:
    'perbedaan*, bedanya, arti dari, arti kata, artinya, makna*, maksud*, pengertian*, definisi*, konsep*, prinsip*, teori, penyebab*, dampak*, pengaruh*, manfaat*, kelebihan*, cara kerja*, proses, dasar dasar, hubungan antara, penjelasan*',
  howto: 'bagaimana cara*, bagaimana saya, bagaimana anda, gimana, cara, langkah langkah',
  fact: 'siapa*, berapa*, di mana, ke mana, apa ibu kota, apa kabar*, bagaimana kabar*',
  task: 'jawab*, sebutkan*, daftar, buat* daftar, buat* rencana, beri* … ide, beri* … saran, hitung*, cari*, mencari, temukan*, menemukan, selesaikan*, menyelesaikan, tentukan*, identifikasi*, ekstrak*, urutkan*, pilih*, memilih, rekomendasi*, sarankan*, nilai, ganti',
};
