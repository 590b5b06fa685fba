//! Names of people, businesses, work and merchants that the demo company deals with.

pub(crate) const FIRST: [&str; 30] = [
    "Maria", "James", "Linda", "Robert", "Aisha", "Thomas", "Karen", "Miguel", "Susan", "David",
    "Emily", "Kenji", "Patricia", "Daniel", "Nancy", "Carlos", "Heather", "Brian", "Priya",
    "Steven", "Olivia", "George", "Megan", "Anthony", "Rachel", "Walter", "Sofia", "Dennis",
    "Yvonne", "Peter",
];
pub(crate) const LAST: [&str; 30] = [
    "Alvarez",
    "Bennett",
    "Castillo",
    "Donovan",
    "Eriksen",
    "Foster",
    "Gallagher",
    "Hayashi",
    "Ibrahim",
    "Jensen",
    "Kowalski",
    "Lindqvist",
    "Moreno",
    "Nakamura",
    "O'Brien",
    "Patel",
    "Quintero",
    "Reynolds",
    "Schroeder",
    "Tran",
    "Underwood",
    "Vasquez",
    "Whitaker",
    "Yates",
    "Zimmerman",
    "Abbott",
    "Barlow",
    "Crawford",
    "Delgado",
    "Ellison",
];
pub(crate) const BUSINESS: [&str; 12] = [
    "Aspen Ridge HOA",
    "Front Range Dental",
    "Larimer Street Cafe",
    "Mile High Property Management",
    "Platte River Brewing",
    "Red Rocks Montessori",
    "Sagebrush Senior Living",
    "Silver Spruce Veterinary",
    "South Pearl Bakery",
    "Summit Self Storage",
    "Wash Park Yoga",
    "Yarrow Apartments LLC",
];
pub(crate) const PROJECT: [&str; 8] = [
    "Bathroom remodel",
    "Whole-house repipe",
    "Sewer line replacement",
    "Kitchen remodel plumbing",
    "Boiler replacement",
    "Basement bathroom rough-in",
    "Water main replacement",
    "Radiant floor heating",
];
pub(crate) const MEDIUM: [&str; 6] = [
    "Water heater install",
    "Tankless conversion",
    "Sump pump replacement",
    "Gas line extension",
    "Slab leak repair",
    "Backflow preventer install",
];
pub(crate) const SERVICE: [&str; 6] = [
    "Service call",
    "Drain cleaning",
    "Faucet replacement",
    "Toilet repair",
    "Garbage disposal install",
    "Leak detection",
];
/// The flat prices that make amounts collide, in cents.
pub(crate) const FLAT_PRICES: [i64; 6] = [14_900, 18_900, 24_900, 32_900, 44_900, 64_900];

/// A merchant: name, what the bank prints before the store number, Plaid category, dollars from and to.
pub(crate) type Merchant = (&'static str, &'static str, &'static str, i64, i64);
pub(crate) const MATERIALS: [Merchant; 5] = [
    (
        "Ferguson",
        "FERGUSON ENT",
        "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE",
        420,
        2_900,
    ),
    (
        "Home Depot",
        "THE HOME DEPOT",
        "HOME_IMPROVEMENT_HARDWARE",
        60,
        780,
    ),
    ("Lowe's", "LOWES", "HOME_IMPROVEMENT_HARDWARE", 45, 520),
    (
        "SupplyHouse",
        "SUPPLYHOUSE.COM",
        "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES",
        180,
        1_700,
    ),
    (
        "Winsupply",
        "WINSUPPLY DENVER",
        "HOME_IMPROVEMENT_HARDWARE",
        240,
        2_300,
    ),
];
pub(crate) const FUEL: [Merchant; 4] = [
    ("Shell", "SHELL OIL", "TRANSPORTATION_GAS", 48, 118),
    ("Conoco", "CONOCO - ", "TRANSPORTATION_GAS", 44, 109),
    ("Maverik", "MAVERIK #", "TRANSPORTATION_GAS", 39, 112),
    ("Circle K", "CIRCLE K #", "TRANSPORTATION_GAS", 35, 96),
];
/// Monthly subscriptions: the day of the window's month they fall on is theirs.
pub(crate) const SUBSCRIPTIONS: [Merchant; 6] = [
    (
        "Jobber",
        "JOBBER.COM SUBSCRIPTION",
        "GENERAL_SERVICES_OTHER_GENERAL_SERVICES",
        249,
        249,
    ),
    (
        "QuickBooks",
        "INTUIT *QBooks Online",
        "GENERAL_SERVICES_ACCOUNTING_AND_FINANCIAL_PLANNING",
        99,
        99,
    ),
    (
        "Google Workspace",
        "GOOGLE *GSUITE_cedarand",
        "GENERAL_SERVICES_OTHER_GENERAL_SERVICES",
        72,
        72,
    ),
    (
        "Verizon",
        "VERIZON WRLS BILL",
        "RENT_AND_UTILITIES_TELEPHONE",
        318,
        336,
    ),
    (
        "RingCentral",
        "RINGCENTRAL INC",
        "RENT_AND_UTILITIES_TELEPHONE",
        105,
        105,
    ),
    (
        "Samsara",
        "SAMSARA FLEET GPS",
        "GENERAL_SERVICES_OTHER_GENERAL_SERVICES",
        165,
        165,
    ),
];
pub(crate) const PERSONAL: [Merchant; 4] = [
    (
        "King Soopers",
        "KING SOOPERS",
        "FOOD_AND_DRINK_GROCERIES",
        34,
        210,
    ),
    (
        "Netflix",
        "NETFLIX.COM",
        "ENTERTAINMENT_TV_AND_MOVIES",
        18,
        18,
    ),
    (
        "Target",
        "TARGET T-",
        "GENERAL_MERCHANDISE_SUPERSTORES",
        22,
        160,
    ),
    (
        "Vail Resorts",
        "VAIL RESORTS",
        "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS",
        60,
        240,
    ),
];
/// The merchant whose lines are partly the business's and partly the family's.
pub(crate) const MIXED: Merchant = (
    "Costco",
    "COSTCO WHSE #",
    "GENERAL_MERCHANDISE_SUPERSTORES",
    85,
    420,
);
