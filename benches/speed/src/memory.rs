//! What a call on a canned answer allocates: how often, how much at the peak, how much is left in the result. Counted after
//! a first call, which fills the caches of the client.

mod bodies;
mod by_hand;
mod cases;
mod counting;
mod ours;
mod sdk;

fn main() {
    for case in cases::all() {
        println!("{}", case.name);
        for (name, mut run) in case.rivals {
            run(2);
            counting::start();
            run(1);
            let (times, peak) = counting::counted();
            println!(
                "  {name:34} {times:>8} allocations, {:>9.1} KiB at the peak",
                peak as f64 / 1024.0
            );
        }
    }
}
