/** Given names that are frequent in Europe and America, in small letters: enough of them in a column say that it names people. */
export const GIVEN_NAMES: ReadonlySet<string> = new Set(
  `ahmed aleksander alex alexander ali alice amelia ana andrea andreas andrew angela anja ann anna anne anneliese annika anthony
antoine antonia antonio ashley barbara beate ben benjamin bernd bettina birgit bjorn björn brian camille carl carla carlos carmen
carol caroline charles charlotte christian christina christine christoph claudia clara claire daniel daniela david deborah dennis
diana dieter dirk dominik donald dorothea edward elena elisabeth elizabeth ella emil emilia emily emma eric erik ernst eva fabian
fatima felix fernando finn florian francesca francesco franz frank frederik friedrich gabriele george georg gerd gerhard giulia
giovanni grace gregor guido günter hannah hannes hans harald heike heinrich heinz helena helga henrik henry herbert holger horst
ida ines ingrid isabel isabella jack jacob jakob james jan jana jane jean jennifer jens jessica joachim joao joão johann johannes
john jonas jonathan jorge jose josé joseph juan julia julian juliette jürgen kai karen karin karl karla katharina kathrin kevin
klaus kristina lars laura lea lena leon leonie linda lisa louis louise luca lucas luis luisa lukas magdalena manfred manuel marc
marco margaret maria marie mario marion mark markus marta martin martina mary mateusz matteo matthew matthias max maximilian mehmet
melanie mia michael michelle miguel mohamed monika muhammad nadine nancy natalia nathalie nicholas nicole niklas nils nina noah
olaf ole oliver olivia oscar otto pablo patricia patrick paul paula pedro peter petra philipp pierre piotr rafael rainer ralf
raphael rebecca renate richard robert roberto roland rolf rosa ruth ryan sabine samuel sandra sara sarah sebastian silke silvia
simon simone sofia sonja sophia sophie stefan stefanie stephan stephanie steven susan susanne sven sylvia tanja theo theresa thomas
tim timo tobias tom torsten udo ulrich ulrike ursula ute uwe valentina vera veronika victor victoria viktor walter werner wilhelm
william willem wolfgang yusuf zoe`.split(/\s+/),
);
