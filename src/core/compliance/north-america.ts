/**
 * Area codes of the North American numbering plan by state and province, with the zones each may stand for: curated, because
 * libraries name one zone where several are possible. Sources: area code assignments of NANPA and the Canadian Numbering
 * Administrator, borders of zones in the IANA database. Codes of other countries of the plan are not here: their country tells.
 */
export interface AreaCode { readonly zones: readonly string[]; readonly regions: readonly string[] }
interface State { readonly region: string; /** Of codes that are not listed apart. */ readonly zones: readonly string[]; readonly codes: string; readonly apart?: readonly { readonly codes: string; readonly zones: readonly string[]; readonly region?: string }[] }

const [E, C, M, P] = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'];
const TORONTO = 'America/Toronto';
const EDMONTON = 'America/Edmonton';
const BC = ['America/Vancouver', 'America/Fort_Nelson', 'America/Creston', 'America/Dawson_Creek', EDMONTON];
const NORTH = ['America/Whitehorse', 'America/Yellowknife', EDMONTON, 'America/Rankin_Inlet', 'America/Iqaluit', 'America/Resolute', 'America/Atikokan'];

const STATES: readonly State[] = [
  // Towns at the Georgian border keep Eastern time.
  { region: 'US-AL', zones: [C], codes: '205 251 256 659 938', apart: [{ codes: '334', zones: [C, E] }] },
  { region: 'US-AK', zones: ['America/Anchorage', 'America/Adak'], codes: '907' },
  // Navajo land keeps summer time, the rest of Arizona does not.
  { region: 'US-AZ', zones: ['America/Phoenix'], codes: '480 520 602 623', apart: [{ codes: '928', zones: ['America/Phoenix', M] }] },
  { region: 'US-AR', zones: [C], codes: '327 479 501 870' },
  { region: 'US-CA', zones: [P], codes: '209 213 279 310 323 341 350 357 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951' },
  { region: 'US-CO', zones: [M], codes: '303 719 720 748 970 983' },
  { region: 'US-CT', zones: [E], codes: '203 475 860 959' },
  { region: 'US-DE', zones: [E], codes: '302' },
  { region: 'US-DC', zones: [E], codes: '202 771' },
  { region: 'US-FL', zones: [E], codes: '239 305 321 324 352 386 407 561 645 656 689 727 728 754 772 786 813 863 904 941 954', apart: [{ codes: '850 448', zones: [E, C] }] },
  { region: 'US-GA', zones: [E], codes: '229 404 470 478 678 706 762 770 912 943' },
  { region: 'US-HI', zones: ['Pacific/Honolulu'], codes: '808' },
  { region: 'US-ID', zones: [P, 'America/Boise'], codes: '208 986' },
  { region: 'US-IL', zones: [C], codes: '217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872' },
  { region: 'US-IN', zones: ['America/Indiana/Indianapolis'], codes: '260 317 463 765', apart: [{ codes: '219 574 812 930', zones: ['America/Indiana/Indianapolis', C, E] }] },
  { region: 'US-IA', zones: [C], codes: '319 515 563 641 712' },
  { region: 'US-KS', zones: [C], codes: '316 913', apart: [{ codes: '620 785', zones: [C, M] }] },
  { region: 'US-KY', zones: [E], codes: '502 859', apart: [{ codes: '270 364 606', zones: [E, C] }] },
  { region: 'US-LA', zones: [C], codes: '225 318 337 457 504 985' },
  { region: 'US-ME', zones: [E], codes: '207' },
  { region: 'US-MD', zones: [E], codes: '227 240 301 410 443 667' },
  { region: 'US-MA', zones: [E], codes: '339 351 413 508 617 774 781 857 978' },
  { region: 'US-MI', zones: ['America/Detroit'], codes: '231 248 269 313 517 586 616 679 734 810 947 989', apart: [{ codes: '906', zones: ['America/Detroit', 'America/Menominee'] }] },
  { region: 'US-MN', zones: [C], codes: '218 320 507 612 651 763 924 952' },
  { region: 'US-MS', zones: [C], codes: '228 601 662 769' },
  { region: 'US-MO', zones: [C], codes: '235 314 417 557 573 636 660 816 975' },
  { region: 'US-MT', zones: [M], codes: '406' },
  { region: 'US-NE', zones: [C], codes: '402 531', apart: [{ codes: '308', zones: [C, M] }] },
  // West Wendover keeps Mountain time.
  { region: 'US-NV', zones: [P], codes: '702 725', apart: [{ codes: '775', zones: [P, M] }] },
  { region: 'US-NH', zones: [E], codes: '603' },
  { region: 'US-NJ', zones: [E], codes: '201 551 609 640 732 848 856 862 908 973' },
  { region: 'US-NM', zones: [M], codes: '505 575' },
  { region: 'US-NY', zones: [E], codes: '315 329 363 516 518 585 607 624 631 680 716 838 845 914 934', apart: [{ codes: '212 332 347 465 646 718 917 929', zones: [E], region: 'US-NY-NYC' }] },
  { region: 'US-NC', zones: [E], codes: '252 336 472 704 743 828 910 919 980 984' },
  { region: 'US-ND', zones: [C, M], codes: '701' },
  { region: 'US-OH', zones: [E], codes: '216 220 234 283 326 330 380 419 436 440 513 567 614 740 937' },
  { region: 'US-OK', zones: [C], codes: '405 539 572 580 918' },
  // Malheur County keeps Mountain time.
  { region: 'US-OR', zones: [P], codes: '503 971', apart: [{ codes: '541 458', zones: [P, 'America/Boise'] }] },
  { region: 'US-PA', zones: [E], codes: '215 223 267 272 412 445 484 570 582 610 717 724 814 835 878' },
  { region: 'US-RI', zones: [E], codes: '401' },
  { region: 'US-SC', zones: [E], codes: '803 821 839 843 854 864' },
  { region: 'US-SD', zones: [C, M], codes: '605' },
  { region: 'US-TN', zones: [C], codes: '615 629 731 901', apart: [{ codes: '865', zones: [E] }, { codes: '423 931', zones: [E, C] }] },
  { region: 'US-TX', zones: [C], codes: '210 214 254 281 325 346 361 409 430 469 512 621 682 713 726 737 806 817 830 832 903 936 940 945 956 972 979', apart: [{ codes: '915 432', zones: [C, M] }] },
  { region: 'US-UT', zones: [M], codes: '385 435 801' },
  { region: 'US-VT', zones: [E], codes: '802' },
  { region: 'US-VA', zones: [E], codes: '276 434 540 571 686 703 757 804 826 948' },
  { region: 'US-WA', zones: [P], codes: '206 253 360 425 509 564' },
  { region: 'US-WV', zones: [E], codes: '304 681' },
  { region: 'US-WI', zones: [C], codes: '262 274 353 414 534 608 715 920' },
  { region: 'US-WY', zones: [M], codes: '307' },
  { region: 'CA-AB', zones: [EDMONTON], codes: '368 403 587 780 825' },
  // The Lower Mainland alone has 604; its overlays serve the whole province.
  { region: 'CA-BC', zones: BC, codes: '236 250 257 672 778', apart: [{ codes: '604', zones: ['America/Vancouver'] }] },
  { region: 'CA-MB', zones: ['America/Winnipeg'], codes: '204 431 584' },
  { region: 'CA-NB', zones: ['America/Moncton'], codes: '428 506' },
  { region: 'CA-NL', zones: ['America/St_Johns', 'America/Goose_Bay'], codes: '709 879' },
  // Nova Scotia and Prince Edward Island share theirs.
  { region: 'CA-NS', zones: ['America/Halifax', 'America/Glace_Bay'], codes: '782 902' },
  { region: 'CA-PE', zones: ['America/Halifax'], codes: '' },
  { region: 'CA-ON', zones: [TORONTO], codes: '226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 905 942', apart: [{ codes: '807', zones: [TORONTO, 'America/Winnipeg', 'America/Atikokan'] }] },
  { region: 'CA-QC', zones: [TORONTO], codes: '263 273 354 438 450 468 514 579 819 873', apart: [{ codes: '367 418 581', zones: [TORONTO, 'America/Blanc-Sablon', 'America/Halifax'] }] },
  { region: 'CA-SK', zones: ['America/Regina', 'America/Swift_Current', EDMONTON], codes: '306 474 639' },
  // Three territories under one area code.
  { region: 'CA-YT', zones: ['America/Whitehorse', 'America/Dawson'], codes: '' },
  { region: 'CA-NT', zones: ['America/Yellowknife', 'America/Inuvik', EDMONTON], codes: '' },
  { region: 'CA-NU', zones: NORTH, codes: '' },
  { region: 'CA', zones: NORTH, codes: '867' },
];
const split = (codes: string): readonly string[] => codes.split(' ').filter((code) => code !== '');

/** By the three digits behind the 1. */
export const AREA_CODES: ReadonlyMap<string, AreaCode> = new Map(STATES.flatMap(({ region, zones, codes, apart = [] }) => [
  ...split(codes).map((code): [string, AreaCode] => [code, { zones, regions: [region] }]),
  ...apart.flatMap((part) => split(part.codes).map((code): [string, AreaCode] => [code, { zones: part.zones, regions: [part.region ?? region] }])),
]));
/** Every zone of a state or province (`US-TX`); undefined: none of these. Postal codes: two letters, as in addresses. */
export const STATE_ZONES: ReadonlyMap<string, readonly string[]> = new Map(STATES.filter(({ region }) => region.includes('-')).map(({ region, zones, apart = [] }) => [region, [...new Set([...zones, ...apart.flatMap((part) => part.zones)])]]));
