#include "math/linkage/texts/common_names.h"

#include <pthread.h>

#include "math/linkage/texts/nicknames.h"

#include "base/banned.h"

/* Beside those of nicknames.c: of old and young, and of the peoples of an English city. */
static const char *const given[] = {
    "aaliyah adam adrian aidan aiden alexis alfie alina amber amina amir amirah amit amrit amy",
    "andrea andrei anita anisa anjali april arjun arlo arran arun asif asma aurora ava ayaan",
    "ayla bella ben benjamin beth bethany bianca bilal blake bonnie bradley brandon brenda",
    "brian brooke bruce bryan caleb cameron candice carl carla carmen carole casey celine",
    "chantelle charlene chelsea chloe claudia colin colleen corey craig crystal daisy dale",
    "damian daniel daniela danielle daniil daria darcy daryl dawn dean debbie demi dennis",
    "diana diane dilip donna doreen douglas duncan dylan eden eileen elaine eliana elias elijah",
    "elise ellis ellie elliot eloise elouise emilia emilija erica erin ethan ewan ezra fahad",
    "faith farhan farid farida fatima fatoumata felix finlay finley frank freya gail gavin",
    "geraldine glen glenn gloria gordon grace gurdeep hailey haley hamish harley harmony",
    "haroon harrison harvey hayden hayley heather hector hilary holly hope howard hugo hunter",
    "ibrahim ikram imran india irene iris irina isla ivy jack jackson jade jai jana jared",
    "jason jasper javed jaxon jayden jayne jean jenna jennifer jesse jessica jesus jiya joan",
    "jodie joel jordan josh joshua joy joyce juan justin kai kaitlin kaleb kamal kamran kane",
    "karl kasim kathleen kayla keeley keith kelly kelsey kenneth kerry khalid kian kieron kim",
    "kimberley kirk kiran kiri kofi kristian kristina kulwinder kumar kwame kyle kylie lacey",
    "lance lara layla leah lee leila leo leon leona leroy leslie levi lewis lilly linda",
    "lindsay lindsey lisa lloyd logan lola lorna lorraine louie lydia lyndsey lynn lynne",
    "mackenzie maisy malcolm malik mandeep manjit manpreet margaret marian marina mario marlon",
    "marsha martin martyn mary mason maureen max maxwell maya megan mehmet mia mila miles",
    "millie mitchell mohsin mona monica monika morag muriel myles nadia naomi nasreen naveed",
    "neil neha nicholas niall nina noah noel nora norma norman oakley olga omari orla owen",
    "paige parveen phoebe pooja poppy prakash pranav priya rahul raj raja rajesh raymond reuben",
    "rhiannon rhona rhys rita riley rohan ronald rosemarie ross rowan roxanne roy ruby rubina",
    "ruth ryan sabrina sadia saira salma sam samantha samina samir samuel sandeep sandra sanjay",
    "sania saqib sara sasha savannah scarlett scott sean seb shabana shahid shakira shannon",
    "shayla sheila shirley sidra sienna simone simran skye sonia stacey stanley stella stewart",
    "sukhdeep summer sunil sunita surinder suzanne sylvia tahir talia tamara tania tanya tara",
    "tariq taylor tegan tia tiffany tina toby todd tracey travis trevor tristan usman valerie",
    "vera vikram vincent vivian wayne wendy willow xavier yasmin yusra zain zainab zara",
    "zeeshan wei ming xin mei jun hui ying yan",
};

/* As many people bear as any in England and Wales, then those of Scotland, Ireland, South Asia,
 * Africa, China, Poland, Romania, Iberia and the Caribbean. */
static const char *const surnames[] = {
    "adams allen anderson andrews armstrong atkinson austin bailey baker ball barker barnes",
    "barrett bates baxter bell bennett berry bird black booth bradley brooks brown bryant burgess",
    "burns burton butler byrne cameron campbell carpenter carr carroll carter chambers chapman",
    "clark clarke cole coleman collins cook cooke cooper cox craig crawford cross cunningham",
    "davidson davies davis dawson day dean dixon douglas doyle duncan dunn edwards elliott ellis",
    "evans ferguson field fisher fleming fletcher ford foster fowler fox francis fraser freeman",
    "fuller gallagher gardner george gibson gilbert gill gordon graham grant gray green",
    "greenwood gregory griffin griffiths hall hamilton harding hardy harper harris harrison hart",
    "harvey hawkins hayes henderson henry hewitt hicks hill hodgson holland holmes hopkins",
    "houghton howard howe howell hudson hughes hunt hunter hurst jackson james jenkins jennings",
    "johnson johnston jones jordan kaye kelly kennedy kerr king knight lambert lane lawrence",
    "lawson lee lewis little lloyd long lowe lynch macdonald mackenzie marsh marshall martin",
    "mason matthews may mccarthy mcdonald mckenzie mclean miller mills mitchell moore moran",
    "morgan morris morrison morton murphy murray nash neal nelson newman newton nicholls",
    "nicholson norris oconnor oliver oneill osborne owen page palmer parker parkin parry parsons",
    "payne pearce pearson perkins perry peters phillips pickering poole porter potter powell",
    "pratt preston price quinn read reed rees reid reynolds rhodes rice richards richardson riley",
    "roberts robertson robinson rogers rose ross rowe russell ryan sanders saunders scott sharp",
    "shaw shepherd sheppard short simmons simpson sinclair slater smith spencer stephens",
    "stephenson stevens stevenson stewart stone sullivan summers sutton swift taylor thomas",
    "thompson thomson thornton todd tucker turner tyler vaughan wade walker wallace walsh walters",
    "walton ward warren washington waters watkins watson watts webb webster wells west weston",
    "wheeler white whitehead wilkins wilkinson williams williamson willis wilson winter wong wood",
    "woods wright wyatt yates young",
    "abbas abdi adebayo adeyemi afzal ahmad ahmed akhtar akram alam ali amin anwar ashraf asif",
    "aslam aziz bano bashir begum bibi butt chaudhry chaudhary chohan choudhury das desai dhillon",
    "farah ghani gupta hassan hussain hussein ibrahim iqbal islam jama javed joshi kaur khan",
    "khatun kumar mahmood malik mehta miah mirza mistry mohamed mohammed nasir nawaz osman",
    "patel qureshi rahman raja rana rashid raza rehman riaz saeed saleem sandhu shah shaikh",
    "sharma sheikh sidhu singh sultana uddin ullah usman warsame yusuf zaman",
    "abiodun adeleke afolabi agyeman appiah asante bello boateng eze ibekwe mensah moyo ncube",
    "ndlovu nwosu obi ogunleye okafor okeke okoro okonkwo olawale osei owusu sesay turay",
    "chan chen cheung chow huang lam lau leung li lin liu ng nguyen tang tran wang wu xu yang yip",
    "zhang zhao zheng zhou",
    "adamczyk dabrowski jankowski kaczmarek kaminski kowalczyk kowalski krawczyk lewandowski",
    "mazur nowak pawlowski piotrowski szymanski wisniewski wojcik wozniak zielinski",
    "constantin dumitru ionescu munteanu popa popescu radu rusu stan stoica",
    "alves costa fernandes ferreira garcia gomes gomez gonzalez hernandez lopez martinez pereira",
    "perez pinto ramos rodrigues rodriguez sanchez santos silva sousa torres",
};

static const char *const towns[] = {
    "london",
    "birmingham",
    "manchester",
    "liverpool",
    "leeds",
    "sheffield",
    "bristol",
    "nottingham",
    "leicester",
    "coventry",
    "bradford",
    "hull",
    "kingston upon hull",
    "stoke on trent",
    "wolverhampton",
    "derby",
    "plymouth",
    "southampton",
    "portsmouth",
    "brighton",
    "reading",
    "northampton",
    "luton",
    "bolton",
    "bournemouth",
    "norwich",
    "swindon",
    "milton keynes",
    "peterborough",
    "oxford",
    "cambridge",
    "ipswich",
    "york",
    "gloucester",
    "exeter",
    "blackpool",
    "middlesbrough",
    "sunderland",
    "newcastle",
    "newcastle upon tyne",
    "gateshead",
    "stockport",
    "rotherham",
    "doncaster",
    "barnsley",
    "wakefield",
    "huddersfield",
    "halifax",
    "oldham",
    "rochdale",
    "bury",
    "wigan",
    "salford",
    "preston",
    "blackburn",
    "burnley",
    "lincoln",
    "mansfield",
    "chesterfield",
    "walsall",
    "dudley",
    "west bromwich",
    "solihull",
    "telford",
    "shrewsbury",
    "hereford",
    "worcester",
    "cheltenham",
    "bath",
    "bedford",
    "colchester",
    "chelmsford",
    "southend",
    "southend on sea",
    "basildon",
    "watford",
    "slough",
    "crawley",
    "maidstone",
    "medway",
    "canterbury",
    "hastings",
    "eastbourne",
    "cardiff",
    "swansea",
    "newport",
    "wrexham",
    "edinburgh",
    "glasgow",
    "aberdeen",
    "dundee",
    "inverness",
    "belfast",
    "dublin",
    "beeston",
    "arnold",
    "hucknall",
    "west bridgford",
    "long eaton",
    "bedfordshire",
    "berkshire",
    "buckinghamshire",
    "cambridgeshire",
    "cheshire",
    "cornwall",
    "cumbria",
    "cumberland",
    "derbyshire",
    "devon",
    "dorset",
    "durham",
    "essex",
    "gloucestershire",
    "hampshire",
    "herefordshire",
    "hertfordshire",
    "kent",
    "lancashire",
    "leicestershire",
    "lincolnshire",
    "middlesex",
    "norfolk",
    "northamptonshire",
    "northumberland",
    "nottinghamshire",
    "oxfordshire",
    "shropshire",
    "somerset",
    "staffordshire",
    "suffolk",
    "surrey",
    "sussex",
    "warwickshire",
    "westminster",
    "wiltshire",
    "worcestershire",
    "yorkshire",
};

static struct name_sets common_given, common_surnames;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make(void)
{
    name_sets_make(&common_given, given, sizeof given / sizeof *given);
    name_sets_make(&common_surnames, surnames, sizeof surnames / sizeof *surnames);
}

static bool stands_in(const struct name_sets *names, struct slice name)
{
    uint16_t sets[NAME_SETS];
    pthread_once(&once, make);
    name_sets_of(names, name, sets);
    return sets[0] != 0;
}

bool name_is_common_given(struct slice name)
{
    uint16_t sets[NAME_SETS];
    nickname_sets_of(name, sets);
    return sets[0] != 0 || stands_in(&common_given, name);
}

bool name_is_common_surname(struct slice name)
{
    return stands_in(&common_surnames, name);
}

bool town_is_known(struct slice folded)
{
    for (size_t i = 0; i < sizeof towns / sizeof *towns; i++)
        if (slice_is(folded, towns[i]))
            return true;
    return false;
}
