//! One thread, tasks polled by hand. Of all that could go on, chance picks what does.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use super::core::{Core, Millis, lock};

type Work = Pin<Box<dyn Future<Output = ()>>>;

struct Task {
    name: &'static str,
    work: Work,
    waker: Waker,
    /// A worker: it can die, freeze, and run out of time. Others are the world around it.
    deadline: Option<Millis>,
    frozen_until: Millis,
}

struct Ready {
    id: u64,
    ready: Arc<Mutex<BTreeSet<u64>>>,
}

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        lock(&self.ready).insert(self.id);
    }
}

/// Where tasks are begun from.
#[derive(Clone)]
pub struct Spawner {
    core: Arc<Core>,
    ready: Arc<Mutex<BTreeSet<u64>>>,
    new: Rc<RefCell<Vec<(u64, Task)>>>,
    next: Rc<RefCell<u64>>,
}

/// Runs the tasks.
pub struct Executor {
    spawner: Spawner,
    tasks: BTreeMap<u64, Task>,
}

impl Executor {
    /// Without tasks.
    #[must_use]
    pub fn new(core: Arc<Core>) -> Self {
        let spawner = Spawner {
            core,
            ready: Arc::default(),
            new: Rc::default(),
            next: Rc::new(RefCell::new(1)),
        };
        Self {
            spawner,
            tasks: BTreeMap::new(),
        }
    }

    /// Where tasks are begun from.
    #[must_use]
    pub fn spawner(&self) -> Spawner {
        self.spawner.clone()
    }

    /// Workers that have not ended.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.tasks.values().filter(|t| t.deadline.is_some()).count()
    }

    /// Runs until the clock reaches `until`, nothing is left to do, or a rule is broken.
    pub fn run(&mut self, until: Millis) {
        while self.spawner.core.violation().is_none() && self.step(until) {}
    }

    /// One step. False when there is nothing to do before `until`.
    fn step(&mut self, until: Millis) -> bool {
        let core = self.spawner.core.clone();
        self.tasks.extend(self.spawner.new.borrow_mut().drain(..));
        let now = core.now();
        let ready: Vec<u64> = lock(&self.spawner.ready).iter().copied().collect();
        let (thawed, frozen): (Vec<u64>, Vec<u64>) = ready
            .into_iter()
            .partition(|id| self.tasks.get(id).is_none_or(|t| t.frozen_until <= now));
        if thawed.is_empty() {
            let thaw = frozen
                .iter()
                .filter_map(|id| self.tasks.get(id))
                .map(|t| t.frozen_until)
                .min();
            let next = [core.next_timer(), thaw].into_iter().flatten().min();
            return match next {
                Some(next) if next <= until => {
                    core.advance(next).into_iter().for_each(Waker::wake);
                    true
                }
                _ => {
                    core.advance(until.max(now))
                        .into_iter()
                        .for_each(Waker::wake);
                    false
                }
            };
        }
        self.poll(thawed[core.pick(thawed.len())], now);
        true
    }

    fn poll(&mut self, id: u64, now: Millis) {
        let core = self.spawner.core.clone();
        let Some(task) = self.tasks.get_mut(&id) else {
            lock(&self.spawner.ready).remove(&id);
            return;
        };
        core.begin(id);
        if let Some(deadline) = task.deadline {
            if now >= deadline {
                core.note("killed", || format!("{} ran out of time", task.name));
                return self.end(id);
            }
            if core.strikes("crash", |f| f.crash) {
                core.note("crash", || task.name.to_owned());
                return self.end(id);
            }
            if core.strikes("pause", |f| f.pause) {
                task.frozen_until = (now + core.between(1_000, 80_000)).min(deadline);
                core.note("pause", || {
                    format!("{} for {} ms", task.name, task.frozen_until - now)
                });
                return;
            }
        }
        lock(&self.spawner.ready).remove(&id);
        let waker = task.waker.clone();
        if task.work.as_mut().poll(&mut Context::from_waker(&waker)) == Poll::Ready(()) {
            self.end(id);
        }
    }

    fn end(&mut self, id: u64) {
        // Dead before its future is dropped: whoever waits for it must see that.
        self.spawner.core.gone(id);
        lock(&self.spawner.ready).remove(&id);
        self.tasks.remove(&id);
    }
}

impl Spawner {
    /// Begins a part of the world around the workers.
    pub fn spawn(&self, name: &'static str, work: impl Future<Output = ()> + 'static) {
        self.begin(name, None, Box::pin(work));
    }

    /// Begins a worker with so many milliseconds to live. What it gives comes by the answer's
    /// [`Joined`]; none when it died.
    pub fn invoke<T: 'static>(
        &self,
        name: &'static str,
        timeout: Millis,
        work: impl Future<Output = T> + 'static,
    ) -> Joined<T> {
        let shared = Rc::new(RefCell::new(Shared {
            value: None,
            over: false,
            waker: None,
        }));
        let guard = Guard(shared.clone());
        let deadline = self.core.now() + timeout;
        self.begin(
            name,
            Some(deadline),
            Box::pin(async move {
                let value = work.await;
                guard.0.borrow_mut().value = Some(value);
                drop(guard);
            }),
        );
        Joined(shared)
    }

    fn begin(&self, name: &'static str, deadline: Option<Millis>, work: Work) {
        let id = *self.next.borrow();
        *self.next.borrow_mut() += 1;
        let waker = Waker::from(Arc::new(Ready {
            id,
            ready: self.ready.clone(),
        }));
        if let Some(deadline) = deadline {
            self.core.wake_at(deadline, waker.clone());
        }
        self.core.note("begins", || format!("task {id}, {name}"));
        self.core.born(id);
        lock(&self.ready).insert(id);
        self.new.borrow_mut().push((
            id,
            Task {
                name,
                work,
                waker,
                deadline,
                frozen_until: 0,
            },
        ));
    }
}

struct Shared<T> {
    value: Option<T>,
    over: bool,
    waker: Option<Waker>,
}

struct Guard<T>(Rc<RefCell<Shared<T>>>);

impl<T> Drop for Guard<T> {
    fn drop(&mut self) {
        let mut shared = self.0.borrow_mut();
        shared.over = true;
        if let Some(waker) = shared.waker.take() {
            waker.wake();
        }
    }
}

/// Waits for a worker: what it gave, or none when it died.
pub struct Joined<T>(Rc<RefCell<Shared<T>>>);

impl<T> Future for Joined<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let mut shared = self.0.borrow_mut();
        if shared.over {
            return Poll::Ready(shared.value.take());
        }
        shared.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}
