import type { LanguageRules } from './language-rules.js';

/** English. */
export const english: LanguageRules = {
  language: 'en',
  common:
    'the a an of to in on for with and or is are was be it this that he she we they my his not from by at as',
  courtesies:
    'please pls plz kindly can could would will may i we d ll need want wanna like to me help hi hello hey ok okay now just let us you your task is and then also so briefly should must try using in for a quickly first next finally someone question m am able love thanks again no but carefully',

  translate:
    'translat*, how do you say, how do i say, how do they say, how would you say, how would i say, how would one say, how would they say, how does one say, how might i say, how to say, word for … in, say … in, what is … in, what s … in, put … into, turn … into, render … in',
  languages:
    'english, french, german, spanish, italian, portuguese, dutch, polish, russian, greek, chinese, mandarin, japanese, korean, arabic, hebrew, persian, hindi, turkish, vietnamese, thai, latin',

  summarize:
    'summari*, tldr, tl dr, shorten, condense, sum up, sum this up, sum it up, recap, boil … down',
  summary:
    'summary, summaries, synopsis, tldr, tl dr, main points, key points, main ideas, main idea, key takeaways, takeaways, gist, main arguments, what does this say',

  program:
    'code, codes, coding, implement*, refactor*, debug*, compile, function, functions, script, scripts, program, programs, query, queries, regex, regular expression*, class, algorit*, snippet*, command, api, app, application, website, webpage, web page, unit test*, module, library, formula, schema, endpoint, plugin, macro, bot, component, method, pseudocode, array*, string*, lists, variable*, loop*, parameter*, database*, column*, datafram*, dataset, server, csv, file, files, folder, directory, input, complexity, recursi*, url, urls, framework, syntax, print*, return, returns, button, sorted, hash*, stack, import, package, repository, login, rows, port, terminal',
  fault:
    'bug, bugs, error, errors, exception*, crash*, traceback, doesn t work, not working, isn t working, fix, debug, undefined, null, what s wrong, what is wrong',

  make: 'write, compose, draft, craft, invent, imagine, come up with, reply, respond, complete, continue, finish, expand, make up, tell me a, tell a, elaborate on',
  give: 'give, provide, show me, create, make, generate, build, develop, produce, design, prepare, add, need, suggest a',
  rework:
    'rewrit*, rephras*, paraphras*, reword*, proofread*, polish, edit, grammar, grammatical*, spelling errors, spelling mistakes, misspel*, punctuation, more professional, more formal, more concise, sound more, sounds better, sound better, correct the, correct this, correct my, improve the, improve this, improve my, revise, make this more, make it more, make it sound',
  piece:
    'poem*, poetry, haiku, sonnet, limerick, verse*, story, stories, tale, novel, essay*, email*, mail, letter, article*, blog, post, posts, tweet*, linkedin, instagram, caption*, speech, monologue, dialog*, conversation, song*, lyrics, rap, script for, joke*, riddle, headline*, title, titles, slogan*, tagline*, ad, ads, advert*, copy, review, paragraph*, sentence*, description, scene, plot, character, characters, resume, cv, cover letter, bio, biography, proposal, pitch, report, invitation, response, template, metaphor, outline, business plan, phrase, introduction, conclusion, message, newsletter, statement, quote, chapter, slides',
  style:
    'tone, style, persuasive, engaging, creative, funny, humorous, witty, catchy, captivat*, rhym*, sarcastic, professional, polite*, friendly, first person, third person, compelling, seo',
  brief:
    'briefly, in brief, in short, in one sentence, in a sentence, in two sentences, in three sentences, in a few sentences, in one paragraph, in a paragraph, in a nutshell, words or less, short version, concisely, bullet points',
  role: 'pretend, act as, act like, imagine you, imagine yourself, play the role, take on the role, assume the role, suppose you are, speak like, talk like, i want you to act, embody, from the perspective of',

  explain:
    'explain, teach, describe, define, what is a, what is an, what s a, what are the differences, what is the difference, what is meant by, what does … mean, what is the meaning, elaborate, discuss, clarify, differentiate, compare, distinguish, provide insights, provide an overview, give an overview, tell me about, tell me why, tell me more about, learn, walk me through, help me understand, understand, break down, describe how, how would you explain, interpret, justify, eli5, i don t understand, prove',
  why: 'why, how come, how does, how do, how did, how are, how were, how is, how was, how has, how have, how might, how exactly, how can a, how can the, how could, how would, how will, what causes, what caused, what happens, what would happen, what effect*, what impact, what role, what makes, what made, what led, to what extent, in what way*',
  what: 'what is, what are, what was, what were, what s, whats, what does, what do, who is, who was',
  concept:
    'explain*, explanation, difference*, distinction, meaning, mean, means, meant, concept*, definition, etymology, origin*, history of, principle*, theor*, significance, importance of, causes, consequences, in simple terms, like i m, year old, advantage*, disadvantage*, benefits of, impact*, affect*, effects of, basics, role of, works, work, idiom, best practices, similarities, relationship between, process of, mechanism*, purpose of, reason*, evolution of, implications, physics, biology, quantum, philosoph*',

  howto:
    'how do i, how do you, how do we, how can i, how can you, how can we, how should i, how would i, how would you, how to, how could i, is there a way to, is it possible to, what is the best way to, what s the best way to, best way to, ways to',
  fact: 'who, when, where, which, how many, how much, how long, how old, how far, how often, how tall, how big, what time, what year, what day, what country, what number, what is the capital, what is the population, what is the name, what is the price, what is the total, what is the value, what is the sum, what is the average, what is the probability, what is the area, what is the best, what is the most, what are the best, what are the top, what are some, what is your, what s your, what is my, what should, is, are, was, do, does, did, has, have, can you tell me, should i, am i',
  task: 'recommend, suggest, list, find, solve, classify, categori*, identify, extract, count, rank, evaluate, calculate, compute, estimate, plan, choose, select, pick, predict, detect, verify, check, decide, determine, spell, name, replace, read, give me a list, give me ideas, give me some, give examples, assign, arrange, order, organize, group, match, assess, analyze, remove, convert, change, answer, tell me if, make a list, set, play, search, show, advise, rate, guess, sort, brainstorm',
};
