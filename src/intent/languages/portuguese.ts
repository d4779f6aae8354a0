import type { LanguageRules } from './language-rules.js';

/** Portuguese, of Brazil and of Portugal. */
export const portuguese: LanguageRules = {
  language: 'pt',
  common: 'os um uma do da dos das no na ao com para é são não mais seu',
  courtesies:
    'por favor pode podes poderia poderias quero queria gostaria preciso me nos te lhe se que a de em com e você tu ajude ajudar ajuda olá oi agora depois também vamos vou diga dizer tarefa',

  translate: 'tradu*, como se diz, como digo, como eu digo, como se fala',
  languages:
    'inglês, francês, alemão, espanhol, italiano, português, russo, chinês, japonês, árabe',

  summarize: 'resum*, sintetiz*, condens*, encurt*',
  summary:
    'resumo, síntese, pontos principais, pontos chave, principais pontos, ideias principais, principais ideias, ideia principal, do que trata',

  program:
    'código*, program*, implement*, função, funções, consulta sql, algoritmo*, aplicativo, aplicação, página web, um site, express* regular*, comando*, base* de dados, matriz, arquivo*, ficheiro*',
  technology: 'planilha*',
  fault: 'erro, erros, não funciona, depur*',

  make: 'escrev*, redija, redigir, componh*, inventa*, imagin*, continu*, conte um, conte uma',
  give: 'dê, dar, forneç*, mostr*, crie, cria, criar, gera, gerar, faça*, faz, fazer, elabor*, desenvolv*, constru*, implement*',
  rework:
    'reescrev*, reformul*, parafras*, corrij*, corrig*, gramatica*, ortogr*, mais formal, mais profissional, mais clar*, melhor* … texto, melhor* … redação, revis* … texto',
  piece:
    'poema*, um conto, uma história, história sobre, roteiro, guião, carta*, ensaio*, redação, artigo*, legenda*, discurso*, diálogo*, canção, letra de, piada*, título*, anúncio*, resenha*, uma crítica, um parágrafo, uma frase, descrição, descrições, personage*, relatório, uma mensagem, um texto, versos',
  style: 'tom, estilo, criativ*, divertid*, cativante*',
  brief: 'brevemente, em poucas palavras, em uma frase, em duas frases, menos de … palavras',
  role: 'aja como, age como, atue como, imagine que você, finja, finge, se você fosse, você é um, és um, fale como, assum* o papel, desempenh* o papel',

  explain:
    'explica, explicar*, explique*, ensin*, descrev*, defin*, o que significa*, o que quer dizer, compar*, discuta, esclare*, justifi*, interprete, fale sobre, conte, aprender, entender, compreender',
  why: 'por que, porquê, como … funcion*, como … afet*, como … influ*, como … mud*, como o, como a, como os, como as, como é, como são, como se, como pode, como podem, o que caus*, o que acontec*, o que ocorr*, o que faz, o que lev*, que efeito*, que papel, qual o papel, qual é o papel, para que serve*, de que maneira',
  what: 'o que é, qual é, qual a, quais são',
  concept:
    'diferença*, explicação, significado de, conceito*, definição, princípios, princípio de, teoria*, lei de, causas, consequência*, vantagens, benefícios, impacto, importância, origem, história da, história do, efeitos de, mecanismo*, fenômeno*, funcionamento, palavras simples, termos simples',

  howto: 'como melhorar',
  fact: 'quem, quant*, qual, quais, onde fica, onde está*, qual … capital, qual … mais',
  task: 'recomend*, sugir*, sugere, sugerir, lista, liste, listar, enumer*, nomeie, cite, mencion*, encontr*, procur*, identifi*, classifi*, categori*, extrai*, calcul*, conta, resolv*, avali*, determin*, escolh*, selecion*, verifi*, planej*, organiz*, orden*, convert*, substitu*, indica, dado, dê … lista, dê … exemplos, crie uma lista',
};
