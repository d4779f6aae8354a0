import type { WordTable } from './kinds.js';

/** English, and words that other languages write the same way. */
export const english: WordTable = {
  courtesies:
    'please pls kindly can could would will i we d need want like to me help hi hello hey ok now just let us you your task and then also so briefly should must try using in',
  'translation.translate':
    'translat*, how do you say, how do i say, how do they say, how would you say, how would i say, how would one say, how would they say, how does one say, how might i say, how to say, word for',
  'translation.language':
    'english, french, german, spanish, italian, chinese, japanese, russian, korean, arabic',
  'summarization.summarize': 'summari*, tldr, tl dr, shorten, sum up, recap',
  'summarization.summary': 'summary, synopsis, main points, key points, key takeaways, gist',
  'code_generation.artifact':
    'code, codes, coding, implement*, refactor, debug, compile, function*, script*, program*, query, queries, regex, regular expression, class, algorit*, snippet, command, api, app, application, website, unit test, module, library, formula, schema, data model, config, configuration, bug, bugs, error, exception, workflow',
  'code_generation.language':
    'python, java, javascript, typescript, js, c++, c#, php, ruby, rust, golang, swift, matlab, sql, mysql, postgres*, bash, shell, html, css, svg, latex, assembly, excel, json, yaml, linux',
  'code_generation.trade':
    'react, vue, django, flask, laravel, android, docker, kubernetes, git, github, pandas, numpy, array*, string*, integer*, list, lists, variable*, loop, parameter*, database, column*, datafram*, dataset, server, frontend, backend, csv, file, files, folder, directory, input, output, complexity, recursi*, binary, thread*, url, urls, framework, syntax, parse, print*, return*',
  'writing.write':
    'write, compose, draft, craft, invent, imagine, come up with, generate, create, reply, respond, complete, expand, design, make up, prepare',
  'writing.rework':
    'rewrit*, rephras*, paraphras*, proofread*, polish, edit, grammar, grammatical*, spelling errors, misspel*, punctuation, more professional, correct the, improve the',
  'writing.piece':
    'poem, poems, haiku, sonnet, story, stories, novel, essay, email, letter, article, blog, post, tweet, linkedin, caption*, speech, monologue, dialog*, conversation, song, lyrics, rap, script for, joke, jokes, headline, title, slogan, tagline, ad, review, paragraph*, sentence*, description, scene, plot, character, resume, proposal, pitch, report, invitation, response, template, metaphor, outline, business plan, phrase, introduction',
  'writing.style':
    'tone, style, persuasive, engaging, creative, funny, catchy, captivat*, rhym*, satirical, sarcastic, professional, polite*, first person, third person, fluent, fascinating, compelling',
  'writing.role':
    'pretend, act as, act like, imagine you, play the role, take on the role, suppose you are, speak like',
  'education.explain':
    'explain, teach, describe, define, elaborate, discuss, clarify, differentiate, compare, provide insights, tell me about, tell me why, learn, walk me through, how would you explain, how would you describe',
  'education.why':
    'why, how does, how do, how did, how are, how were, how might, how exactly, how can, what does, what causes, what happens, what effect, what role',
  'education.what': 'what is, what are, what was, what were, what s, whats',
  'education.concept':
    'explain, explanation, difference*, distinction, meaning, mean, means, meant, concept*, definition, etymology, origin, origins, history of, principles, theory, theorem, significance, causes, consequences, in simple terms, year old, advantage*, benefits of, impact, affect*, basics, role of, works, idiom, best practices',
  'general.task':
    'recommend, suggest, list, find, solve, classify, categorize, identify, extract, count, rank, evaluate, calculate, estimate, plan, choose, select, predict, detect, verify, check, decide, determine, spell, name, replace, read, given, give me a list',
  'general.thing':
    'should i, pros and cons, recipe*, itinerary, trip, workout, menu, playlist, movie, movies, probability, equation, sum, square root, percent*, price, cost, budget*, names, ideas, synonyms, sentiment, facts, how long, how much, how many, game, questions, categor*, average, to do list, todo list, schedule, how do you spell, how to spell',
};
