//! The bars, on a few seeds to tune on. `make engine-report` measures on others. Where the engine is not there yet, a
//! floor stands in place of the bar, with the bar beside it: it is only ever moved towards it.

use oodaloo_engine_tests::measure::{Plan, measure};
use oodaloo_engine_tests::print;
use oodaloo_engine_tests::score::Tally;
use oodaloo_seeds::books::{FAMILIES, TUNE};

#[test]
fn seldom_wrong_where_nobody_is_asked() {
    let families: Vec<_> = FAMILIES.iter().filter(|f| f.days <= 100).copied().collect();
    let names: Vec<_> = families.iter().map(|f| f.name).collect();
    let plan = Plan {
        families,
        seeds: TUNE.start..TUNE.start + 2,
        turned: false,
        weekly: false,
        threads: 2,
    };
    let measured = measure(&plan).unwrap();
    let t: &Tally = &measured.all.all;
    let shown = || {
        format!(
            "{}\n{}",
            print::by_family(&measured, names.iter().copied()),
            print::wrong(t, 20)
        )
    };
    let least = [
        ("precision", t.auto_right, 0.999),
        ("covered by dollars (bar 0.95)", t.covered_cents, 0.78),
        ("top-1 (bar 0.99)", t.top, 0.95),
        ("right at 0.85 and more", t.sure, 0.99),
    ];
    for (figure, share, floor) in least {
        assert!(share.ratio().unwrap() >= floor, "{figure}\n{}", shown());
    }
    let most = [
        ("not revenue", t.off_auto, 0.005),
        ("missing or mistyped", t.broken_auto, 0.005),
    ];
    for (figure, share, bar) in most {
        assert!(share.ratio().unwrap() <= bar, "{figure}\n{}", shown());
    }
    assert!(t.reliability.error() <= 0.02, "calibration\n{}", shown());
    assert_eq!(t.used_twice, 0);
}
