#include "math/linkage/nicknames.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/banned.h"

/* One set a line. A short form may stand in several. */
static const char *const sets[] = {
    "aaron ron ronnie",
    "abigail abby abbie abi gail",
    "abraham abe bram ibrahim",
    "adelaide adele addie della heidi",
    "agnes aggie nessie nancy",
    "albert al bert bertie albie",
    "alexander alec alex alick sandy sasha xander lex sander aleksander",
    "alexandra alex alexa sandra sasha lexi lexie alix",
    "alfred al alf alfie fred freddie",
    "alice allie alicia ally elsie",
    "alison ali allie ally",
    "alistair alasdair alastair ally al",
    "amanda mandy manda mandi",
    "amelia amy millie emily emmie milly",
    "andrew andy drew andre andrzej",
    "angela angie ange",
    "ann anne anna annie nancy nan hannah anya nina ania",
    "anthony tony anton ant antony",
    "archibald archie arch baldie",
    "arthur art artie",
    "augustus gus gussie august austin",
    "barbara babs barb barbie basia",
    "bartholomew bart bat batt barty tolly",
    "beatrice bea trixie beattie bee beatrix",
    "benjamin ben benny benji benjie",
    "bernard bernie barney",
    "bridget bridie biddy bridgie",
    "bradley brad",
    "cameron cam",
    "caroline carrie caro carol lina carolyn",
    "catherine katherine kathryn cathy kathy kate katie kit kitty kay cath kath cat katy catharine "
    "katharine kasia trina",
    "cecilia cissie celia cecily sissy",
    "charles charlie chas chuck charley chaz carl karl",
    "charlotte lottie charlie lotte lotty tottie",
    "christine chris chrissie tina christina christiane krystyna",
    "christopher chris kit kris topher christie",
    "clara clare claire clarissa",
    "clarence clarrie",
    "clement clem",
    "constance connie",
    "cornelius neil con corny",
    "cuthbert bert cuddy",
    "cynthia cindy cyndi",
    "daniel dan danny dani",
    "david dave davey davy dai dawid daud",
    "deborah debbie deb debra",
    "dennis denny den",
    "derek del",
    "desmond des",
    "dominic dom nick",
    "donald don donnie",
    "dorothy dot dottie dolly dora dorothea dodie thea",
    "douglas doug dougie",
    "duncan dunc",
    "edith edie ede",
    "edmund ed eddie ned ted eddy",
    "edward ed eddie eddy ned ted teddy",
    "edwin ed eddie ned win",
    "eleanor ellie nell nellie nora elinor leonora ella lena elena",
    "elizabeth eliza liz lizzie beth betty bess bessie betsy elsie lisa libby lily lilian lisbeth "
    "elspeth elisabeth ella betsey elise elzbieta",
    "ellen nell nellie helen",
    "emily em emmie emma millie",
    "emma em emmie",
    "ernest ernie ern",
    "esther hester essie hetty",
    "ethel etta",
    "eugene gene",
    "evan ewan ifan",
    "evelyn eve evie lyn",
    "florence flo flossie flora florrie",
    "frances fanny fran francie francesca frankie",
    "francis frank fran frankie",
    "franklin frank",
    "frederick fred freddie freddy fritz frederic fredrick",
    "frederica freddie freda",
    "gabriel gabe",
    "gabrielle gabby gaby gabriella gabi",
    "geoffrey geoff jeff jeffrey",
    "george georgie geordie dod jerzy",
    "georgina georgia georgie gina georgiana",
    "gerald gerry jerry gerard",
    "gertrude gertie trudy gert",
    "gilbert gil bert gib",
    "gillian gill jill jilly",
    "gordon gordie",
    "grace gracie",
    "graham gray graeme",
    "gregory greg gregor grzegorz",
    "gwendoline gwen gwenda wendy gwendolen",
    "hannah anna nan",
    "harold harry hal",
    "harriet hattie harry hatty henrietta etta",
    "helen ellen nell nellie lena helena ellie elena",
    "henrietta hetty etta hettie harriet",
    "henry harry hal hank harris",
    "herbert bert herb bertie herbie",
    "horace horatio",
    "hubert bert hugh",
    "hugh hughie hugo huw",
    "ian iain john",
    "isaac ike zac",
    "isabel isabella bella belle izzy tibbie isobel isabelle ella",
    "jacob jake jay jack yaqub jakub",
    "jacqueline jackie jacqui",
    "james jim jimmy jamie jem jas jimmie",
    "jane janet jenny jean jennie joan jan",
    "janet jan jessie",
    "jean jeanie jeannie jane joan",
    "jennifer jen jenny jenni jennie",
    "jeremy jerry jem jez",
    "jerome jerry",
    "jessica jess jessie",
    "joanna jo joan joanne hannah joann",
    "john jack johnny jock jon johnnie ian evan sean jan jackie hans ivan",
    "jonathan jon jonny nathan jonathon",
    "joseph joe joey jos jose yusuf jozef",
    "josephine jo josie fifi joey",
    "joshua josh",
    "joyce joy",
    "judith judy jude",
    "julia julie jules juliet",
    "julian jules",
    "karen kaz",
    "kenneth ken kenny",
    "kimberley kim kimberly",
    "laura laurie lolly lori",
    "laurence lawrence larry laurie lawrie loz lars",
    "leonard leo len lenny",
    "leopold leo poldie",
    "leslie les lesley",
    "lewis louis lew louie ludwig",
    "lillian lily lil lilian lillie",
    "louisa louise lou lulu",
    "lucy lucille lucinda lu lucia",
    "lydia liddy",
    "mabel may mab amabel",
    "madeleine maddie maddy madeline lena madelyn",
    "malcolm mal malc",
    "margaret maggie meg peggy madge daisy greta rita margie marge peg molly margot margery "
    "mags maisie malgorzata",
    "maria marie mary mia mariah",
    "marion marian mary",
    "mark marc marek marcus",
    "martha mattie marty patty",
    "martin marty",
    "mary molly polly may mamie minnie marie maria mae moll",
    "matilda tilly maud tilda mattie maude",
    "matthew matt matty mat mateusz",
    "maurice morris mo morry",
    "maximilian max",
    "megan meg",
    "melanie mel",
    "melissa mel lissa missy",
    "michael mick mike mickey micky mikey mitch michal",
    "michelle shelley mich chelle",
    "mildred millie milly",
    "mohammed mohammad muhammad mohamed mohamad mohd md muhammed mo mehmet mahomed",
    "morgan mo",
    "nathaniel nat nathan nate",
    "natalie nat natasha tasha",
    "nicholas nick nicky nic nicolas colin klaus mikolaj",
    "nicola nicky nikki nic nicole",
    "nigel nige",
    "norman norm",
    "oliver ollie noll olly",
    "olivia liv livvy ollie",
    "oscar ozzy",
    "oswald oz ozzie",
    "pamela pam pammy",
    "patricia pat patsy trish tricia paddy patti",
    "patrick pat paddy rick",
    "paul pauly pawel",
    "pauline paula polly",
    "penelope penny nell",
    "percival percy perce",
    "peter pete pip piotr petey",
    "philip phil pip phillip",
    "philippa pippa pip phil",
    "phyllis phyl",
    "priscilla cilla prissy",
    "rachel rae ray rach",
    "raymond ray",
    "rebecca becky becca bec reba",
    "reginald reg reggie rex",
    "richard dick rick ricky rich richie dickie dicky dickon",
    "robert bob bobby rob robbie robin bert rab robby robt roberto",
    "roberta bobbie",
    "roderick rod rory roddy",
    "rodney rod",
    "roger rodge hodge",
    "roland rollo rowland rowley",
    "ronald ron ronnie",
    "rosemary rose rosie romy",
    "rose rosie rosa rosalind",
    "rupert robert rupe",
    "russell russ rusty",
    "samantha sam sammy",
    "samuel sam sammy",
    "sarah sally sal sadie sara sallie",
    "sebastian seb bastian",
    "selina lina celina",
    "sharon shaz",
    "sidney sid sydney syd",
    "silas si",
    "simon si simeon",
    "sophia sophie sophy zofia",
    "stanley stan",
    "stephen steve steven stevie steph stefan",
    "stephanie steph steff",
    "stuart stu stewart",
    "susan sue susie suzie susanna susannah suzanne sukey suki zuzanna",
    "sylvester sly",
    "sylvia sylvie",
    "terence terry tel",
    "theodore ted teddy theo dory",
    "theresa teresa tess tessa terry tracy",
    "thomas tom tommy thom tam tomasz",
    "timothy tim timmy",
    "valerie val",
    "veronica ronnie vera",
    "victor vic",
    "victoria vicky vicki tori vikki queenie",
    "vincent vince vinny",
    "violet vi lettie",
    "virginia ginny ginger",
    "wallace wally",
    "walter wally wat walt",
    "wilfred wilf fred wilfrid",
    "wilhelmina mina minnie willa billie",
    "william bill will billy willie willy liam wm gwilym wills wilhelm",
    "winifred winnie freda win",
    "zachary zach zac zak",
};

_Static_assert(sizeof sets / sizeof *sets < 256, "a set's number is one byte");

struct form {
    struct slice name;
    uint8_t set;
};

enum { MOST_FORMS = 2048 };
static struct form forms[MOST_FORMS];
static size_t form_count;
static pthread_once_t forms_once = PTHREAD_ONCE_INIT;

static int compare_forms(const void *a, const void *b)
{
    const struct form *left = a, *right = b;
    int order = slice_compare(left->name, right->name);
    return order ? order : (int)left->set - (int)right->set;
}

static void make_forms(void)
{
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct slice rest = slice_from(sets[i]), name;
        while (form_count < MOST_FORMS && slice_split(&rest, ' ', &name))
            forms[form_count++] = (struct form){name, (uint8_t)i};
    }
    qsort(forms, form_count, sizeof *forms, compare_forms);
}

void nickname_sets_of(struct slice name, uint8_t sets_of_name[static NICKNAME_SETS])
{
    pthread_once(&forms_once, make_forms);
    size_t low = 0, high = form_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (slice_compare(forms[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    memset(sets_of_name, 0, NICKNAME_SETS);
    for (size_t count = 0; low < form_count && count < NICKNAME_SETS; low++) {
        if (!slice_equal(forms[low].name, name))
            break;
        sets_of_name[count++] = (uint8_t)(forms[low].set + 1);
    }
}
