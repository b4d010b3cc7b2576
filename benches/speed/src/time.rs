//! CPU time of calls on canned answers: a generated connector, the official SDK, and the same bytes read by hand. All rivals
//! of a case take short turns in one process, so that each sees the same machine.

mod bodies;
mod by_hand;
mod cases;
mod ours;
mod sdk;

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

const ROUNDS: usize = 41;
const TURN: Duration = Duration::from_millis(8);

fn main() {
    println!("CPU time of one call, median of {ROUNDS} turns; in brackets: how many times ours\n");
    for case in cases::all() {
        let mut rivals: Vec<_> = case.rivals.into_iter().map(|(name, run)| Rival::new(name, run)).collect();
        for _ in 0..ROUNDS {
            for rival in &mut rivals {
                rival.turn();
            }
        }
        println!("{}", case.name);
        let ours = rivals[0].seconds.clone();
        for rival in rivals {
            let ratios: Vec<f64> = rival.seconds.iter().zip(&ours).map(|(theirs, ours)| theirs / ours).collect();
            println!(
                "  {:34} {:>9.2} µs  (× {:.2})",
                rival.name,
                median(rival.seconds) * 1e6,
                median(ratios)
            );
        }
    }
}

struct Rival {
    name: &'static str,
    run: cases::Run,
    calls: usize,
    seconds: Vec<f64>,
}

impl Rival {
    /// Warms up and finds how many calls fill a turn.
    fn new(name: &'static str, mut run: cases::Run) -> Self {
        let mut calls = 1;
        while spent(&mut run, calls) < TURN / 2 {
            calls *= 2;
        }
        Self {
            name,
            run,
            calls,
            seconds: Vec::new(),
        }
    }

    fn turn(&mut self) {
        let spent = spent(&mut self.run, self.calls).as_secs_f64();
        self.seconds.push(spent / self.calls as f64);
    }
}

/// CPU time of this thread for that many calls.
fn spent(run: &mut cases::Run, calls: usize) -> Duration {
    let start = now();
    run(calls);
    now() - start
}

fn now() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        time.tv_sec.try_into().expect("after the start"),
        time.tv_nsec.try_into().expect("below a second"),
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
